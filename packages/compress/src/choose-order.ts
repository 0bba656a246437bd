import { createRng, polynomialCount, selectRows, totalMass, type WeightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { ComposedBackend } from './compose-backends.js'
import { plannedWork } from './planned-work.js'
import { probeSums } from './probe-sums.js'
import { createProgressMeter, type ProgressMeter } from './progress-meter.js'
import { ridgeFunctions } from './ridge-functions.js'
import { runPasses } from './run-passes.js'
import { passSchedule } from './schedule.js'
import type { Settings } from './settings.js'

/** Rows on which orders are tried; sizes are scaled down in proportion. */
const TRIAL_ROWS = 6000

/** The lowest order tried, where it fits: from here on variances and linear regressions are exact. */
const LEAST_ORDER = 2

/** The highest order tried, and its features: beyond, eliminations cost more than they give. */
const MOST_ORDER = 12
const MOST_FEATURES = 170

/** Predicted multiply-adds of the whole compression that an order may take: a few seconds. */
const MOST_WORK = 2.5e9

/** Orders that may do worse than the best so far before the search ends. */
const PATIENCE = 2

/** Errors at the level of rounding count as equal. */
const ROUNDING = 1e-14

/**
 * The order of least error for this size, measured on a seeded sample of the rows: on the probe where there is
 * one, else on a fixed family of ridge functions. Errors of different functions are averaged in logarithms,
 * since smooth ones differ by decades where kinked ones differ by percents.
 *
 * @param set the input, or a sample of it
 * @param inputSize rows of the input
 * @returns an order of at least 1, or `undefined` if not even order 1 fits
 */
export async function chooseOrder(
  set: WeightedSet,
  inputSize: number,
  size: number,
  settings: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<number | undefined> {
  const { dim } = set
  const { needed, work, run } = await orderTrials(set.dim, inputSize, size, settings, backend)
  if (needed(1) > size) return undefined
  if (needed(LEAST_ORDER) > size) return 1
  const sample = sampleRows(set, settings.seed)
  const trialSize = Math.max(
    Math.min(size, Math.floor(sample.size / 2)),
    Math.round((size * sample.size) / inputSize),
  )
  const probe = settings.probe ?? ridgeFunctions(sample).probe
  const before = probeSums(sample, probe)
  const mass = totalMass(sample)

  let best = 1
  let bestScore = Infinity
  for (
    let order = LEAST_ORDER;
    order - Math.max(best, LEAST_ORDER) <= PATIENCE && order <= MOST_ORDER;
    order++
  ) {
    const count = polynomialCount(dim, order)
    const isDear = needed(order) > trialSize || count > MOST_FEATURES || work(order) > MOST_WORK
    if (isDear && (order > LEAST_ORDER || settings.nodes === 'free')) break
    const kept = await run(sample, order, trialSize)
    // How many orders are tried cannot be foreseen, so the trials do not count.
    await meter.done('choosing order', 0)
    if (!kept) continue
    const after = probeSums(kept, probe)
    const score = before.reduce(
      (total, value, j) => total + Math.log(Math.max(ROUNDING, Math.abs(value - after[j]) / mass)),
      0,
    )
    if (score < bestScore) {
      bestScore = score
      best = order
    }
  }
  return best
}

/** How an order is tried. */
export interface OrderTrials {
  /** Points that its moments need. */
  needed(order: number): number
  /** Predicted multiply-adds of the whole compression. */
  work(order: number): number
  /** The sample compressed to `size` points; nothing where that turns out to be impossible. */
  run(sample: WeightedSet, order: number, size: number): Promise<WeightedSet | undefined>
}

async function orderTrials(
  dim: number,
  inputSize: number,
  size: number,
  settings: Settings,
  backend: ComposedBackend,
): Promise<OrderTrials> {
  if (settings.nodes === 'free') {
    const { freeNodeTrials } = await import('./free-node-passes.js')
    return freeNodeTrials(dim, inputSize, size, settings, backend)
  }
  return {
    needed: order => polynomialCount(dim, order),
    work(order) {
      const kept = { map: chebyshev(order), order }
      const { reducing, certifying } = plannedWork(inputSize, size, dim, kept, settings)
      return reducing + certifying
    },
    async run(sample, order, trialSize) {
      const count = polynomialCount(dim, order)
      const passes = passSchedule(sample.size, trialSize, count, 'fast', settings.covering)
      const silent = createProgressMeter(settings.signal)
      return (await runPasses(sample, chebyshev(order), passes, settings, backend, silent)).set
    },
  }
}

/** Rows drawn without replacement, or all if they are few. */
function sampleRows(set: WeightedSet, seed: number): WeightedSet {
  if (set.size <= TRIAL_ROWS) return set
  const rng = createRng(seed)
  const rows = new Uint32Array(TRIAL_ROWS)
  let chosen = 0
  for (let row = 0; chosen < TRIAL_ROWS; row++) {
    if (rng.uniform() * (set.size - row) < TRIAL_ROWS - chosen) rows[chosen++] = row
  }
  return selectRows(set, rows)
}
