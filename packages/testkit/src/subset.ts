import type { WeightedSet } from '@polylog/core'

/** The given rows of a set, with other weights. */
export function subset(set: WeightedSet, indices: Uint32Array, weights: Float64Array): WeightedSet {
  const { dim } = set
  const points = new Float64Array(indices.length * dim)
  indices.forEach((row, i) => {
    points.set(set.points.subarray(row * dim, (row + 1) * dim), i * dim)
  })
  return { size: indices.length, dim, points, weights }
}
