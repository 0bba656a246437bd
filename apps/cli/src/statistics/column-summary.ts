import type { WeightedSet } from '@polylog/core'
import { frameOf } from './column-frame.js'

/** One column of a weighted set. */
export interface ColumnSummary {
  readonly lower: number
  readonly upper: number
  readonly mean: number
  /** The population's: `Σ c (x - mean)² / Σ c`, rooted. */
  readonly standardDeviation: number
}

/** Every column's range, mean and standard deviation; rows of weight zero count for nothing but the range. */
export function summarizeColumns(set: WeightedSet): ColumnSummary[] {
  return columnRanges(set).map((range, column) => ({ ...range, ...spreadOf(set, column, range) }))
}

/** Every column's least and largest value. */
export function columnRanges({ points, size, dim }: WeightedSet): { lower: number; upper: number }[] {
  return Array.from({ length: dim }, (_, column) => {
    let lower = Infinity
    let upper = -Infinity
    for (let row = 0; row < size; row++) {
      const value = points[row * dim + column]
      if (value < lower) lower = value
      if (value > upper) upper = value
    }
    return { lower, upper }
  })
}

/** Squares are of values scaled to `[-1, 1]`: those of the values themselves may under- or overflow. */
function spreadOf(
  { points, weights, size, dim }: WeightedSet,
  column: number,
  range: Pick<ColumnSummary, 'lower' | 'upper'>,
): Pick<ColumnSummary, 'mean' | 'standardDeviation'> {
  const { middle, half } = frameOf(range)
  if (half === 0) return { mean: range.lower, standardDeviation: 0 }
  let mass = 0
  let mean = 0
  let squares = 0
  for (let row = 0; row < size; row++) {
    const weight = weights[row]
    if (weight === 0) continue
    // West (1979): mean and sum of squares brought up to date together, without cancellation.
    const value = (points[row * dim + column] - middle) / half
    mass += weight
    const away = value - mean
    mean += (away * weight) / mass
    squares += weight * away * (value - mean)
  }
  return { mean: middle + mean * half, standardDeviation: Math.sqrt(squares / mass) * half }
}
