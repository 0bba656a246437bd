import type { WeightedSet } from '@polylog/core'

/** One column of a weighted set. */
export interface ColumnSummary {
  readonly lower: number
  readonly upper: number
  readonly mean: number
  /** The population's: `Σ c (x - mean)² / Σ c`, rooted. */
  readonly standardDeviation: number
}

/** Every column's range, mean and standard deviation; rows of weight zero count for nothing but the range. */
export function summarizeColumns({ points, weights, size, dim }: WeightedSet): ColumnSummary[] {
  return Array.from({ length: dim }, (_, column) => {
    let lower = Infinity
    let upper = -Infinity
    let mass = 0
    let mean = 0
    let squares = 0
    for (let row = 0; row < size; row++) {
      const value = points[row * dim + column]
      const weight = weights[row]
      if (value < lower) lower = value
      if (value > upper) upper = value
      if (weight === 0) continue
      // West (1979): mean and sum of squares brought up to date together, without cancellation.
      mass += weight
      const away = value - mean
      mean += (away * weight) / mass
      squares += weight * away * (value - mean)
    }
    return { lower, upper, mean, standardDeviation: Math.sqrt(squares / mass) }
  })
}
