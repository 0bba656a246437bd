import { featureCount, type WeightedSet } from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'
import { type KeptFeatures, plannedWork } from './planned-work.js'
import { probeSums } from './probe-sums.js'
import type { ProgressMeter } from './progress-meter.js'
import { ridgeFunctions } from './ridge-functions.js'
import { runPasses } from './run-passes.js'
import type { Settings } from './settings.js'

/** What a small compression on this machine tells of a large one. */
export interface PlanTrial {
  readonly secondsPerWork: number
  /** Mean error of the mean of the ridge functions, carried to the full size. */
  readonly expectedError: number
}

/**
 * Compresses a trial set twice, the first time to warm up.
 *
 * @param trialSize points that are left of the trial set
 * @param outputSize points that will be left of the whole input
 */
export async function runPlanTrial(
  trial: WeightedSet,
  trialSize: number,
  outputSize: number,
  kept: KeptFeatures,
  settings: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<PlanTrial> {
  const { passes, reducing } = plannedWork(trial.size, trialSize, trial.dim, kept, settings)
  const run = () => runPasses(trial, kept.map, passes, settings, backend, meter)
  await run()
  const start = performance.now()
  const { set } = await run()
  const seconds = (performance.now() - start) / 1000
  const { probe, count } = ridgeFunctions(trial)
  const before = probeSums(trial, probe)
  const after = probeSums(set, probe)
  const error = before.reduce((total, value, j) => total + Math.abs(value - after[j]), 0) / count / trial.size

  const features = featureCount(kept.map, trial.dim)
  const cells = (size: number) => Math.max(1, Math.floor(size / features))
  const exponent = ((kept.order ?? 1) + 1) / trial.dim + 0.5
  return {
    secondsPerWork: reducing > 0 ? seconds / reducing : 0,
    expectedError: error * (cells(trialSize) / cells(outputSize)) ** exponent,
  }
}
