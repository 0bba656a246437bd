import { createRng, featureCount, type WeightedSet, weightedSet } from '@polylog/core'
import { kdCells } from '@polylog/covering'
import { chebyshev, reduceCells } from '@polylog/moments'
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

/** What eliminations are timed on. */
const REFERENCE_ORDER = 5
const REFERENCE_DIM = 3
const REFERENCE_CELLS = 20
const REFERENCE_RUNS = 8

/** What a small compression on this machine tells of a large one. */
export interface PlanTrial {
  readonly rates: Rates
  /** Mean error of the mean of the ridge functions, carried to the full size. */
  readonly expectedError: number
}

/**
 * Compresses a trial set twice, the first time to warm up. A thinning would take too long for that: its rate is that
 * of eliminations on the same thread, and the error expected is that of the quality below.
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
  const thins = settings.quality === 'best'
  const tried: Settings = thins ? { ...settings, quality: 'balanced' } : settings
  const { passes, works, certifying } = plannedWork(trial.size, trialSize, trial.dim, kept, tried)
  const run = async (on: ComposedBackend) => {
    const { set } = await runPasses(trial, kept.map, passes, tried, on, meter)
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
      thinning: thins ? eliminationRate() : 0,
      certifying: rate(timed.secondsOf('scaledMoments'), certifying),
    },
    expectedError: error * (cells(trialSize) / cells(outputSize)) ** exponent,
  }
}

/** Seconds per multiply-add of an elimination on `backend-cpu`, the least of some runs. */
function eliminationRate(): number {
  const rng = createRng(1)
  const map = chebyshev(REFERENCE_ORDER)
  const count = featureCount(map, REFERENCE_DIM)
  const size = 2 * count * REFERENCE_CELLS
  const set = weightedSet(
    Float64Array.from({ length: size * REFERENCE_DIM }, () => rng.uniform()),
    { dim: REFERENCE_DIM },
  )
  const cells = kdCells(set, { count: REFERENCE_CELLS })
  const targets = new Uint32Array(REFERENCE_CELLS).fill(1)
  let least = Infinity
  for (let run = 0; run < REFERENCE_RUNS; run++) {
    const start = performance.now()
    reduceCells({ set, cells, map, targets })
    least = Math.min(least, (performance.now() - start) / 1000)
  }
  return least / (2 * REFERENCE_CELLS * count ** 3)
}

function rate(seconds: number, work: number): number {
  return work > 0 ? seconds / work : 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
