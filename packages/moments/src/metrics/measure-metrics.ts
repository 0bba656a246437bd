import type { Kernel, WeightedSet } from '@polylog/core'
import { medianDistance } from '../from-data/median-distance.js'
import { effectiveSampleSize } from './effective-sample-size.js'
import type { Estimate } from './estimate.js'
import { energyDistance, type MmdOptions, mmd } from './kernel-discrepancy.js'
import { type SlicedOptions, slicedWasserstein } from './sliced-wasserstein.js'

export interface MetricsOptions extends MmdOptions, SlicedOptions {}

/** How far two sets are apart as distributions, each divided by its total weight. */
export interface MeasuredMetrics {
  readonly mmd: Estimate & { readonly kernel: Kernel; readonly width: number }
  readonly energyDistance: Estimate
  readonly slicedWasserstein: Estimate
  /** Of the second set. */
  readonly effectiveSampleSize: number
}

/** @throws OptionError as the single metrics do */
export function measureMetrics(
  before: WeightedSet,
  after: WeightedSet,
  options: MetricsOptions = {},
): MeasuredMetrics {
  const { kernel = 'gaussian', seed = 0 } = options
  const width = options.width ?? medianDistance(before, seed)
  return {
    mmd: { ...mmd(before, after, { ...options, width }), kernel, width },
    energyDistance: energyDistance(before, after, options),
    slicedWasserstein: slicedWasserstein(before, after, options),
    effectiveSampleSize: effectiveSampleSize(after.weights),
  }
}
