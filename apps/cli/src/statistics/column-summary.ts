import { totalMass, type WeightedSet } from '@polylog/core'
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

/** Summaries of rows that come in parts. */
export interface SummaryAccumulator {
  add(part: WeightedSet): void
  summaries(): ColumnSummary[]
}

/** Parts are summarised by themselves and put together by shares of the mass, so that nothing can overflow. */
export function createSummaries(dim: number): SummaryAccumulator {
  let mass = 0
  let all: ColumnSummary[] = Array.from({ length: dim }, () => ({
    lower: Infinity,
    upper: -Infinity,
    mean: 0,
    standardDeviation: 0,
  }))
  return {
    add(part) {
      const more = totalMass(part)
      const share = mass + more > 0 ? more / (mass + more) : 0
      all = summarizeColumns(part).map((summary, column) => together(all[column], summary, share))
      mass += more
    },
    summaries: () => all,
  }
}

/** @param share of the mass that belongs to `b` */
function together(a: ColumnSummary, b: ColumnSummary, share: number): ColumnSummary {
  const [own, other] = [1 - share, share]
  const range = { lower: Math.min(a.lower, b.lower), upper: Math.max(a.upper, b.upper) }
  if (other === 0) return { ...a, ...range }
  if (own === 0) return { ...b, ...range }
  return {
    ...range,
    mean: a.mean * own + b.mean * other,
    standardDeviation: Math.hypot(
      Math.sqrt(own) * a.standardDeviation,
      Math.sqrt(other) * b.standardDeviation,
      Math.sqrt(own * other) * a.mean - Math.sqrt(own * other) * b.mean,
    ),
  }
}
