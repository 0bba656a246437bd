import { checkKernel, checkNames, checkWidth, type Kernel, type WeightedSet } from '@polylog/core'
import { effectiveSampleSize } from './effective-sample-size.js'
import type { Estimate } from './estimate.js'
import { checkRows, comparisonWidth, energyDistance, type MmdOptions, mmd } from './kernel-discrepancy.js'
import { checkDirections, type SlicedOptions, slicedWasserstein } from './sliced-wasserstein.js'

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
  checkMetrics(options)
  const { kernel = 'gaussian', seed = 0 } = options
  const width = comparisonWidth(before, kernel, options.width, seed)
  return {
    mmd: { ...mmd(before, after, { ...options, width }), kernel, width },
    energyDistance: energyDistance(before, after, options),
    slicedWasserstein: slicedWasserstein(before, after, options),
    effectiveSampleSize: effectiveSampleSize(after.weights),
  }
}

/** @throws OptionError for whatever `measureMetrics` cannot honour */
export function checkMetrics(options: MetricsOptions): void {
  checkNames('metrics', options, ['kernel', 'width', 'rows', 'directions', 'seed'])
  const { kernel = 'gaussian', width, rows, directions } = options
  checkKernel(kernel)
  if (width !== undefined) checkWidth(kernel, width)
  if (rows !== undefined) checkRows(rows)
  if (directions !== undefined) checkDirections(directions)
}
