import { boxOf, type FeatureMap, largestRelativeDifference, type WeightedSet } from '@polylog/core'
import { featureSums } from './feature-table.js'

/**
 * `max_j |Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|` between a set and its compression, in compensated sums. Polynomials
 * are taken on the bounding box of `before`.
 */
export function momentResidual(before: WeightedSet, after: WeightedSet, map: FeatureMap): number {
  const box = boxOf(before)
  const expected = featureSums(before, map, box)
  const found = featureSums(after, map, box)
  return largestRelativeDifference(expected.sums, found.sums, expected.scales)
}
