import { takeRows } from './rows.js'
import type { WeightedSet } from './weighted-set.js'

/**
 * The rows `indices` of a set, in that order, copied.
 *
 * @param weights new weights, aliased; by default the old ones, copied
 */
export function selectRows(
  set: WeightedSet,
  indices: Uint32Array,
  weights = takeRows(set.weights, indices),
): WeightedSet {
  const { dim, points } = set
  return { size: indices.length, dim, points: takeRows(points, indices, dim), weights }
}
