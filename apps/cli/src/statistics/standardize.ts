import type { WeightedSet } from '@polylog/core'
import { frameOf } from './column-frame.js'
import type { ColumnSummary } from './column-summary.js'

/**
 * A copy whose columns have mean 0 and standard deviation 1, at any scale that doubles have; a constant column
 * becomes 0, and what another set has there beyond its value is so many times that value. A column that varies in
 * rows of weight zero only is scaled to half its extent.
 */
export function standardized(set: WeightedSet, summaries: readonly ColumnSummary[]): WeightedSet {
  const { points, dim } = set
  const copy = new Float64Array(points.length)
  summaries.forEach((summary, column) => {
    const { middle, half } = frameOf(summary)
    if (half === 0) {
      const unit = Math.abs(middle) || 1
      for (let i = column; i < points.length; i += dim) copy[i] = (points[i] - middle) / unit
      return
    }
    const mean = (summary.mean - middle) / half
    const deviation = summary.standardDeviation / half || 1
    for (let i = column; i < points.length; i += dim) {
      copy[i] = ((points[i] - middle) / half - mean) / deviation
    }
  })
  return { ...set, points: copy }
}
