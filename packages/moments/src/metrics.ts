export { effectiveSampleSize } from './metrics/effective-sample-size.js'
export type { Estimate } from './metrics/estimate.js'
export {
  type DiscrepancyOptions,
  energyDistance,
  type MmdOptions,
  mmd,
} from './metrics/kernel-discrepancy.js'
export {
  checkMetrics,
  type MeasuredMetrics,
  type MetricsOptions,
  measureMetrics,
} from './metrics/measure-metrics.js'
export { type SlicedOptions, slicedWasserstein } from './metrics/sliced-wasserstein.js'
