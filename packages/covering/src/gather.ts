/** Rows whose points stay in the cache while each of their axes is read. */
const BLOCK = 256

/**
 * Copies the points of `rows[start..end)` together, in this order, into `target`: block by block and axis by axis,
 * which keeps more reads from memory in flight than point by point does.
 */
export function gather(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  start: number,
  end: number,
  target = new Float64Array((end - start) * dim),
): Float64Array {
  for (let from = start; from < end; from += BLOCK) {
    const to = Math.min(end, from + BLOCK)
    for (let axis = 0; axis < dim; axis++) {
      let at = (from - start) * dim + axis
      for (let i = from; i < to; i++) {
        target[at] = points[rows[i] * dim + axis]
        at += dim
      }
    }
  }
  return target
}
