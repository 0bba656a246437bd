import { featureCount, type WeightedSet } from '@polylog/core'
import { certifyAccuracy } from './certificate.js'
import type { ComposedBackend } from './compose-backends.js'
import { type KeptFeatures, plannedWork } from './planned-work.js'
import type { Rates } from './predicted-seconds.js'
import { probeSums } from './probe-sums.js'
import type { ProgressMeter } from './progress-meter.js'
import { ridgeFunctions } from './ridge-functions.js'
import { runPasses } from './run-passes.js'
import type { Settings } from './settings.js'
import { timedBackend } from './timed-backend.js'

/** What a small compression on this machine tells of a large one. */
export interface PlanTrial {
  readonly rates: Rates
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
  const { passes, works, certifying } = plannedWork(trial.size, trialSize, trial.dim, kept, settings)
  const run = async (on: ComposedBackend) => {
    const { set } = await runPasses(trial, kept.map, passes, settings, on, meter)
    await certifyAccuracy(trial, set, kept, { signal: settings.signal }, on)
    return set
  }
  await run(backend)
  const timed = timedBackend(backend)
  const set = await run(timed)

  const { probe, count } = ridgeFunctions(trial)
  const before = probeSums(trial, probe)
  const after = probeSums(set, probe)
  const error = before.reduce((total, value, j) => total + Math.abs(value - after[j]), 0) / count / trial.size
  const features = featureCount(kept.map, trial.dim)
  const cells = (size: number) => Math.max(1, Math.floor(size / features))
  const exponent = ((kept.order ?? 1) + 1) / trial.dim + 0.5
  return {
    rates: {
      covering: rate(timed.secondsOf('cover'), sum(works.map(({ covering }) => covering))),
      reducing: rate(timed.secondsOf('reduce'), sum(works.map(({ reducing }) => reducing))),
      thinning: rate(timed.secondsOf('thin'), sum(works.map(({ thinning }) => thinning))),
      certifying: rate(timed.secondsOf('scaledMoments'), certifying),
    },
    expectedError: error * (cells(trialSize) / cells(outputSize)) ** exponent,
  }
}

function rate(seconds: number, work: number): number {
  return work > 0 ? seconds / work : 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
