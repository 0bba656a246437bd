/**
 * Axis-aligned box of the points at `rows[start..end)`, written to `box[at..at + 2 dim)` as `dim` lower bounds,
 * then `dim` upper bounds.
 */
export function boundingBox(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  start: number,
  end: number,
  box: Float64Array,
  at = 0,
): void {
  for (let axis = 0; axis < dim; axis++) {
    box[at + axis] = Infinity
    box[at + dim + axis] = -Infinity
  }
  for (let i = start; i < end; i++) {
    const row = rows[i] * dim
    for (let axis = 0; axis < dim; axis++) {
      const value = points[row + axis]
      if (value < box[at + axis]) box[at + axis] = value
      if (value > box[at + dim + axis]) box[at + dim + axis] = value
    }
  }
}
