import type { WeightedSet } from '@polylog/core'

/** Rows whose points stay in the cache while each of their axes is read. */
const BLOCK = 256

/**
 * Copies rows of a set as the kernel takes them: coordinates axis by axis, then weights.
 *
 * @param crowd receives `rows × (dim + 1)` numbers
 * @returns the axes along which the rows differ
 */
export function gatherCrowd(set: WeightedSet, rows: Uint32Array, crowd: Float64Array): readonly number[] {
  const { points, dim, weights } = set
  const size = rows.length
  const lower = new Float64Array(dim).fill(Infinity)
  const upper = new Float64Array(dim).fill(-Infinity)
  for (let start = 0; start < size; start += BLOCK) {
    const end = Math.min(size, start + BLOCK)
    for (let axis = 0; axis < dim; axis++) {
      const to = axis * size
      let low = lower[axis]
      let high = upper[axis]
      for (let i = start; i < end; i++) {
        const value = points[rows[i] * dim + axis]
        if (value < low) low = value
        if (value > high) high = value
        crowd[to + i] = value
      }
      lower[axis] = low
      upper[axis] = high
    }
    for (let i = start; i < end; i++) crowd[dim * size + i] = weights[rows[i]]
  }
  return Array.from({ length: dim }, (_, axis) => axis).filter(axis => upper[axis] > lower[axis])
}
