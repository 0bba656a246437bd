import { allRows, featureCount, selectRows, type WeightedSet } from '@polylog/core'
import { certifyAccuracy } from './certificate.js'
import type { ComposedBackend } from './compose-backends.js'
import { type KeptFeatures, plannedWork } from './planned-work.js'
import type { Rates } from './predicted-seconds.js'
import { probeSums } from './probe-sums.js'
import type { ProgressMeter } from './progress-meter.js'
import { ridgeFunctions } from './ridge-functions.js'
import { runPasses } from './run-passes.js'
import type { Settings } from './settings.js'
import { thinPasses } from './thin-passes.js'
import { timedBackend } from './timed-backend.js'

/**
 * A thinning is timed on a set of so many points per feature, of which it takes out the given share: so many times, or
 * for so many seconds.
 */
const THINNED_PER_FEATURE = 4
const THINNED_SHARE = 1 / 8
const THINNED_RUNS = 12
const THINNED_SECONDS = 0.2

/** Qualities that take less time than others. */
const LOWER = ['balanced', 'fast'] as const

/** What a small compression on this machine tells of a large one. */
export interface PlanTrial {
  readonly rates: Rates
  /** Mean error of the mean of the ridge functions, carried to the full size. */
  readonly expectedError: number
}

/** Multiply-adds of a thinning that a trial may take, as they are predicted. */
const AFFORDABLE = 2e8

/**
 * Compresses a trial set twice, the first time to warm up. A thinning may take too long for that: then only a small part
 * of one is timed, and the error expected is that of a quality below.
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
  const tries = [settings, ...LOWER.map(quality => ({ ...settings, quality }))].map(tried => ({
    tried,
    ...plannedWork(trial.size, trialSize, trial.dim, kept, tried),
  }))
  const leastLoss = tries[0].passes.find(pass => 'pace' in pass)?.pace.leastLoss
  const { tried, passes, works, certifying } =
    tries.find(({ works }) => sum(works.map(({ thinning }) => thinning)) <= AFFORDABLE) ?? tries[0]
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
      thinning: leastLoss ? await thinningRate(trial, kept, leastLoss, settings.signal, backend) : 0,
      certifying: rate(timed.secondsOf('scaledMoments'), certifying),
    },
    expectedError: error * (cells(trialSize) / cells(outputSize)) ** exponent,
  }
}

/** Seconds per predicted multiply-add of a thinning, the least of some runs; 0 where nothing is thinned. */
async function thinningRate(
  trial: WeightedSet,
  { map }: KeptFeatures,
  leastLoss: number,
  signal: AbortSignal | undefined,
  backend: ComposedBackend,
): Promise<number> {
  const features = featureCount(map, trial.dim)
  const from = Math.min(trial.size, THINNED_PER_FEATURE * features)
  const size = from - Math.ceil(THINNED_SHARE * from)
  if (map.kind !== 'polynomial' || size < features) return 0
  const work = sum(
    thinPasses(from, size, { dim: trial.dim, order: map.order }, leastLoss).map(pass => pass.work),
  )
  const set = selectRows(trial, allRows(from))
  let least = Infinity
  let spent = 0
  for (let run = 0; run < THINNED_RUNS && spent < THINNED_SECONDS; run++) {
    const start = performance.now()
    await backend.run('thin', { set, map, size, leastLoss, signal })
    const seconds = (performance.now() - start) / 1000
    least = Math.min(least, seconds)
    spent += seconds
  }
  return least / work
}

function rate(seconds: number, work: number): number {
  return work > 0 ? seconds / work : 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
