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
  const selected = new Float64Array(indices.length * dim)
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * dim
    for (let axis = 0; axis < dim; axis++) selected[i * dim + axis] = points[from + axis]
  }
  return { size: indices.length, dim, points: selected, weights }
}
