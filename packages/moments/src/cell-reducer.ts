import type { FeatureMap } from '@polylog/core'
import type { CellMembers } from './cell-members.js'
import { compileFeatures, type FeatureEvaluator } from './compile-features.js'

/** What a method of reduction makes of one cell; it writes the new weights over the old ones. */
export interface CellReducer {
  /**
   * Reweights the members so that at most `max(target, rank)` keep a positive weight and the sums of all
   * features stay as they are.
   *
   * @param members their `rows` are reordered
   * @param weights by row of the set: read, then overwritten for the members, 0 for those dropped
   * @returns the largest `|Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|` over the features
   */
  reduce(points: Float64Array, weights: Float64Array, members: CellMembers, target: number): number
}

/** Evaluators by the axes that they see: most cells of a set see the same. */
export function evaluatorCache(map: FeatureMap, dim: number): (axes: readonly number[]) => FeatureEvaluator {
  const known = new Map<string, FeatureEvaluator>()
  return axes => {
    const key = axes.join()
    const found = known.get(key)
    if (found) return found
    const evaluator = compileFeatures(map, dim, axes)
    known.set(key, evaluator)
    return evaluator
  }
}
