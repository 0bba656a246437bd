import { boxOf, KERNELS, type Kernel, OptionError, type WeightedSet } from '@polylog/core'
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
  const width = options.width ?? (hasExtent(before) ? medianDistance(before, seed) : 1)
  return {
    mmd: { ...mmd(before, after, { ...options, width }), kernel, width },
    energyDistance: energyDistance(before, after, options),
    slicedWasserstein: slicedWasserstein(before, after, options),
    effectiveSampleSize: effectiveSampleSize(after.weights),
  }
}

/** @throws OptionError for an unknown kernel, or a width that is not positive */
export function checkMetrics(options: MetricsOptions): void {
  const { kernel = 'gaussian', width = 1 } = options
  if (!KERNELS.includes(kernel)) {
    throw new OptionError(`The kernel of metrics is ${JSON.stringify(kernel)}`, `Give ${KERNELS.join(', ')}`)
  }
  if (!(width > 0 && width < Infinity)) {
    throw new OptionError(
      `The width of metrics is ${width}`,
      'Give a positive number, or leave it out for the median distance of the points',
    )
  }
}

/** Whether any two points of weight differ; where none do, all kernels of distance are alike. */
function hasExtent(set: WeightedSet): boolean {
  const box = boxOf(set)
  return Array.from({ length: set.dim }, (_, axis) => box[set.dim + axis] > box[axis]).includes(true)
}
