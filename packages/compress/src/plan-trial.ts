import { allRows, featureCount, selectRows, type WeightedSet } from '@polylog/core'
import { certifyAccuracy } from './certificate.js'
import type { ComposedBackend } from './compose-backends.js'
import { type KeptFeatures, plannedWork } from './planned-work.js'
import { type Rates, sharedWork } from './predicted-seconds.js'
import { probeSums } from './probe-sums.js'
import { createProgressMeter } from './progress-meter.js'
import { ridgeFunctions } from './ridge-functions.js'
import { runPasses } from './run-passes.js'
import type { Settings } from './settings.js'
import { thinPasses } from './thin-passes.js'
import { timedBackend } from './timed-backend.js'
import { uniformPoints } from './uniform-points.js'

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

/** Rows of the trial: more where a row is little work. */
const LEAST_ROWS = 6000
const MOST_ROWS = 60_000

/** Multiply-adds of the trial, so that it takes longer than requests do on their way. */
const TRIAL_WORK = 2e7

/** Small trials are repeated: untimed, after the very first one, and timed. */
const WARMING_SECONDS = 0.05
const TIMED_SECONDS = 0.05

const TIMED = ['cover', 'reduce', 'scaledMoments'] as const

/** Seconds of each of the operations that are timed, in one run. */
type Times = readonly number[]

/** Multiply-adds of a thinning that a trial may take, as they are predicted. */
const AFFORDABLE = 2e8

/**
 * Compresses a trial set of uniform points some times, the first ones to warm up. A thinning may take too long for
 * that: then only a small part of one is timed, and the error expected is that of a quality below.
 *
 * @param inputSize rows of the whole input
 * @param outputSize points that will be left of it
 * @param workers that share what is large
 */
export async function runPlanTrial(
  inputSize: number,
  outputSize: number,
  dim: number,
  kept: KeptFeatures,
  settings: Settings,
  backend: ComposedBackend,
  workers: number,
): Promise<PlanTrial> {
  const silent = createProgressMeter(settings.signal)
  const features = featureCount(kept.map, dim)
  const { reducing, certifying: summing } = plannedWork(inputSize, outputSize, dim, kept, settings)
  const enough = Math.round((TRIAL_WORK * inputSize) / (reducing + summing))
  const rows = Math.min(inputSize, Math.max(LEAST_ROWS, Math.min(MOST_ROWS, enough)))
  const trial = uniformPoints(rows, dim, settings.seed)
  const trialSize = Math.min(
    outputSize,
    Math.max(features, rows >> 3, Math.round((outputSize * rows) / inputSize)),
  )
  const tries = [settings, ...LOWER.map(quality => ({ ...settings, quality }))].map(tried => ({
    tried,
    ...plannedWork(trial.size, trialSize, trial.dim, kept, tried),
  }))
  const leastLoss = tries[0].passes.find(pass => 'pace' in pass)?.pace.leastLoss
  const { tried, passes, works, certifying } =
    tries.find(({ works }) => sum(works.map(({ thinning }) => thinning)) <= AFFORDABLE) ?? tries[0]
  const run = async (on: ComposedBackend) => {
    const { set } = await runPasses(trial, kept.map, passes, tried, on, silent)
    await certifyAccuracy(trial, set, kept, { signal: settings.signal }, on)
    return set
  }
  let set = await run(backend)
  const warmUntil = performance.now() + 1000 * WARMING_SECONDS
  while (performance.now() < warmUntil) set = await run(backend)
  const times: Times[] = []
  const timedUntil = performance.now() + 1000 * TIMED_SECONDS
  while (times.length < 1 || performance.now() < timedUntil) {
    const timed = timedBackend(backend)
    set = await run(timed)
    times.push(TIMED.map(operation => timed.secondsOf(operation)))
  }
  const [coveringSeconds, reducingSeconds, summingSeconds] = TIMED.map((_, i) =>
    quartile(times.map(seconds => seconds[i])),
  )

  const { probe, count } = ridgeFunctions(trial)
  const before = probeSums(trial, probe)
  const after = probeSums(set, probe)
  const error = before.reduce((total, value, j) => total + Math.abs(value - after[j]), 0) / count / trial.size
  const cells = (size: number) => Math.max(1, Math.floor(size / features))
  const exponent = ((kept.order ?? 1) + 1) / trial.dim + 0.5
  return {
    rates: {
      covering: rate(coveringSeconds, sum(works.map(({ covering }) => covering))),
      reducing: rate(reducingSeconds, sum(works.map(({ reducing }) => sharedWork(reducing, workers)))),
      thinning: leastLoss ? await thinningRate(trial, kept, leastLoss, settings.signal, backend) : 0,
      certifying: rate(summingSeconds, sharedWork(certifying, workers)),
    },
    expectedError: error * (cells(trialSize) / cells(outputSize)) ** exponent,
  }
}

/** Seconds per predicted multiply-add of a thinning, the lower quartile of some runs; 0 where nothing is thinned. */
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
  const times: number[] = []
  while (times.length < THINNED_RUNS && sum(times) < THINNED_SECONDS) {
    const start = performance.now()
    await backend.run('thin', { set, map, size, leastLoss, signal })
    times.push((performance.now() - start) / 1000)
  }
  return quartile(times) / work
}

/** The lower one: whatever else the machine does for a moment only ever adds. */
function quartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 2]
}

function rate(seconds: number, work: number): number {
  return work > 0 ? seconds / work : 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
