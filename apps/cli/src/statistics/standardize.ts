import type { WeightedSet } from '@polylog/core'
import type { ColumnSummary } from './column-summary.js'

/** A copy whose columns have mean 0 and standard deviation 1; a constant column becomes 0. */
export function standardized(set: WeightedSet, summaries: readonly ColumnSummary[]): WeightedSet {
  const { points, dim } = set
  const copy = new Float64Array(points.length)
  summaries.forEach(({ mean, standardDeviation }, column) => {
    const scale = standardDeviation > 0 ? 1 / standardDeviation : 0
    for (let i = column; i < points.length; i += dim) copy[i] = (points[i] - mean) * scale
  })
  return { ...set, points: copy }
}
