import {
  boxOf,
  checkFeatureMap,
  checkWeightedSet,
  type FeatureMap,
  InputError,
  largestRelativeDifference,
  type WeightedSet,
} from '@polylog/core'
import { featureSums } from './feature-table.js'

/**
 * `max_j |Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|` between a set and its compression, in compensated sums. Polynomials
 * are taken on the bounding box of `before`.
 *
 * @throws InputError for anything but two weighted sets of as many coordinates
 * @throws OptionError for features that points of so many coordinates do not have
 */
export function momentResidual(before: WeightedSet, after: WeightedSet, map: FeatureMap): number {
  checkWeightedSet(before)
  checkWeightedSet(after)
  if (after.dim !== before.dim) {
    throw new InputError(
      `The first set has ${before.dim} coordinates, and the second ${after.dim}`,
      'Give a set and its compression',
    )
  }
  checkFeatureMap(map, before.dim)
  const box = boxOf(before)
  const expected = featureSums(before, map, box)
  const found = featureSums(after, map, box)
  return largestRelativeDifference(expected.sums, found.sums, expected.scales)
}
