import type { WeightedSet } from './weighted-set.js'

/** The set with some coordinates of every point only, in the order given, copied; weights are shared. */
export function selectAxes(set: WeightedSet, axes: readonly number[]): WeightedSet {
  const { size, dim, points, weights } = set
  const kept = axes.length
  const selected = new Float64Array(size * kept)
  for (let i = 0; i < kept; i++) {
    for (let from = axes[i], to = i; to < selected.length; from += dim, to += kept)
      selected[to] = points[from]
  }
  return { size, dim: kept, points: selected, weights }
}
