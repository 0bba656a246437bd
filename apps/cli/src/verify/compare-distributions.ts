import type { Kernel, WeightedSet } from '@polylog/core'
import { type MeasuredMetrics, measureMetrics } from '@polylog/moments/metrics'
import { standardized } from '../statistics/standardize.js'
import type { OriginalRows } from './original-rows.js'

/** Distances as distributions, all columns together, each in its standard deviations. */
export interface DistributionComparison extends MeasuredMetrics {
  /** Rows of the original that were compared, if not all of them. */
  readonly sampledRows?: number
}

export function compareDistributions(
  original: OriginalRows,
  coreset: WeightedSet,
  kernel: Kernel,
): DistributionComparison {
  const before = standardized(original.sample, original.summaries)
  const after = standardized(coreset, original.summaries)
  return {
    ...measureMetrics(before, after, { kernel }),
    ...(original.streamed && { sampledRows: original.sample.size }),
  }
}
