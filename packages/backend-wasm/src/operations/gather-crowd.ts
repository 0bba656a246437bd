import type { WeightedSet } from '@polylog/core'

/** Rows whose points stay in the cache while each of their axes is read. */
const BLOCK = 256

/**
 * Copies rows of a set as tasks carry them: points, row-major, then weights.
 *
 * @param crowd receives `rows × (dim + 1)` numbers
 */
export function gatherCrowd(set: WeightedSet, rows: Uint32Array, crowd: Float64Array): void {
  const { points, dim, weights } = set
  const size = rows.length
  const weightsAt = size * dim
  if (areConsecutive(rows)) {
    const [first, last] = [rows[0], rows[0] + size]
    crowd.set(points.subarray(first * dim, last * dim))
    crowd.set(weights.subarray(first, last), weightsAt)
    return
  }
  for (let start = 0; start < size; start += BLOCK) {
    const end = Math.min(size, start + BLOCK)
    for (let axis = 0; axis < dim; axis++) {
      for (let i = start; i < end; i++) crowd[i * dim + axis] = points[rows[i] * dim + axis]
    }
    for (let i = start; i < end; i++) crowd[weightsAt + i] = weights[rows[i]]
  }
}

function areConsecutive(rows: Uint32Array): boolean {
  for (let i = 1; i < rows.length; i++) if (rows[i] !== rows[i - 1] + 1) return false
  return true
}
