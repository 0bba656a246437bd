/** Copies the points of `rows[start..end)` together, in this order, into `target`. */
export function gather(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  start: number,
  end: number,
  target = new Float64Array((end - start) * dim),
): Float64Array {
  let at = 0
  for (let i = start; i < end; i++) {
    const row = rows[i] * dim
    for (let axis = 0; axis < dim; axis++) target[at++] = points[row + axis]
  }
  return target
}
