import { createRng, selectRows, totalMass, type WeightedSet } from '@polylog/core'
import type { WorkBudget } from './budget.js'
import type { ComposedBackend } from './compose-backends.js'
import type { Quality } from './compress-options.js'
import type { OrderChoice, TriedOrder } from './compression.js'
import { orderLadder } from './order-ladder.js'
import { keptNodeTrials, type OrderTrials } from './order-trials.js'
import { probeSums } from './probe-sums.js'
import type { ProgressMeter } from './progress-meter.js'
import { ridgeFunctions } from './ridge-functions.js'
import { QUALITIES, type Settings } from './settings.js'

/** Rows on which orders are tried, and of which half may be kept. */
const TRIAL_ROWS = 6000

/** The lowest order tried, where it fits: from here on variances and linear regressions are exact. */
const LEAST_ORDER = 2

/** Orders in a row that may do no better than the best so far before the search ends. */
const PATIENCE = 3

/** Errors at the level of rounding, as a share of what a function sums up to without signs, count as equal. */
const ROUNDING = 1e-14

/**
 * On the functions of the fixed family, orders that err by so much more than the best are as good: their means scatter by
 * that much. The highest of them is taken, which does best on functions that are smoother.
 */
const SCATTER = 1.5

/** Of the orders that do best, so many are tried with a higher quality: the highest. */
const MOST_IMPROVED = 2

/** An order, a quality that can be afforded with it, and how it was judged; no order if not even the first fits. */
export interface ChosenOrder {
  readonly order?: number
  readonly quality: Quality
  readonly choice?: OrderChoice
}

/**
 * The order of least error for this size, measured on a seeded sample of the rows: on the probe where there is
 * one, else on a fixed family of ridge functions. Errors of different functions are averaged in logarithms,
 * since smooth ones differ by decades where kinked ones differ by percents.
 *
 * Neither the trials together nor the compression that follows take more predicted work than the budget, unless the lowest
 * order does. Where an order cannot be afforded at the quality asked for, it is tried at the next lower one; where a
 * higher quality is allowed, the best orders are tried with that as well.
 *
 * @param set the input, or a sample of it
 * @param inputSize rows of the input
 */
export async function chooseOrder(
  set: WeightedSet,
  inputSize: number,
  size: number,
  budget: WorkBudget,
  settings: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<ChosenOrder> {
  const { dim } = set
  const { quality, highestQuality } = settings
  const trials = await orderTrials(settings)
  const sample = sampleRows(set, settings.seed)
  const trialSize = Math.max(
    Math.min(size, Math.floor(sample.size / 2)),
    Math.round((size * sample.size) / inputSize),
  )
  const workOf = (order: number, tried: Quality) => {
    const asked = { ...settings, quality: tried }
    return {
      whole: trials.work(inputSize, size, dim, order, asked),
      trial: trials.work(sample.size, trialSize, dim, order, asked),
    }
  }
  const tried: TriedOrder[] = []
  let spent = 0
  const choiceOf = (work: number): OrderChoice => ({
    tried,
    budget: budget.work,
    ...(budget.seconds !== undefined && { budgetSeconds: budget.seconds }),
    work: spent + work,
  })
  if (trials.needed(1, dim) > size) return { quality, choice: choiceOf(0) }
  if (trials.needed(LEAST_ORDER, dim) > size) {
    return { order: 1, quality, choice: choiceOf(workOf(1, quality).whole) }
  }
  const error = errorOn(sample, settings)
  const isAffordable = (order: number, candidate: Quality) => {
    const { whole, trial } = workOf(order, candidate)
    return whole <= budget.work && spent + trial <= budget.work
  }
  const tryOut = async (order: number, candidate: Quality) => {
    const kept = await trials.run(sample, order, trialSize, { ...settings, quality: candidate }, backend)
    const { whole, trial } = workOf(order, candidate)
    spent += trial
    // How many orders are tried cannot be foreseen, so the trials do not count.
    await meter.done('choosing order', 0)
    const reached = kept && error(kept)
    tried.push({
      order,
      quality: candidate,
      ...(reached !== undefined && { error: reached }),
      work: whole,
    })
    return reached
  }
  let best = Infinity
  let worse = 0
  for (const order of orderLadder(LEAST_ORDER, order => trials.needed(order, dim) <= trialSize)) {
    const affordable = qualitiesFrom(quality).find(candidate => isAffordable(order, candidate))
    if (!affordable && (tried.length > 0 || settings.nodes === 'free')) break
    const reached = await tryOut(order, affordable ?? 'fast')
    if (reached === undefined) continue
    worse = reached < best ? 0 : worse + 1
    best = Math.min(best, reached)
    if (worse >= PATIENCE || !affordable) break
  }
  if (highestQuality !== quality) {
    for (const { order } of tried
      .filter(({ error = Infinity }) => error <= SCATTER * best)
      .slice(-MOST_IMPROVED)) {
      if (!isAffordable(order, highestQuality)) continue
      best = Math.min(best, (await tryOut(order, highestQuality)) ?? Infinity)
    }
  }
  // The sample may be too small to try any that fits the whole.
  const isKept = settings.nodes === 'kept'
  const untried = isKept && workOf(LEAST_ORDER, 'fast').whole <= budget.work ? LEAST_ORDER : 1
  const allowed = settings.probe ? best : SCATTER * best
  const chosen = tried.findLast(({ error = Infinity }) => error <= allowed)
  return {
    order: chosen?.order ?? untried,
    quality: chosen?.quality ?? quality,
    choice: choiceOf(chosen?.work ?? workOf(untried, quality).whole),
  }
}

/** The quality itself, then the lower ones, descending. */
function qualitiesFrom(quality: Quality): readonly Quality[] {
  return QUALITIES.slice(0, QUALITIES.indexOf(quality) + 1).reverse()
}

async function orderTrials({ nodes }: Settings): Promise<OrderTrials> {
  return nodes === 'free' ? (await import('./free-node-passes.js')).freeNodeTrials : keptNodeTrials
}

/** Geometric mean, over the functions, of `|Σ c g - Σ c' g| / Σ c`; the sample's sums are taken once. */
function errorOn(sample: WeightedSet, settings: Settings): (kept: WeightedSet) => number {
  const probe = settings.probe ?? ridgeFunctions(sample).probe
  const before = probeSums(sample, probe)
  const sizes = probeSums(sample, point => Float64Array.from(probe(point), Math.abs))
  const mass = totalMass(sample)
  return kept => {
    const after = probeSums(kept, probe)
    const logarithms = before.reduce((total, value, j) => {
      const least = Math.max(Number.MIN_VALUE, (ROUNDING * sizes[j]) / mass)
      return total + Math.log(Math.max(least, Math.abs(value - after[j]) / mass))
    }, 0)
    return Math.exp(logarithms / before.length)
  }
}

/** Rows drawn without replacement, or all if they are few. */
function sampleRows(set: WeightedSet, seed: number): WeightedSet {
  if (set.size <= TRIAL_ROWS) return set
  const rng = createRng(seed, 'rows on which orders are tried')
  const rows = new Uint32Array(TRIAL_ROWS)
  let chosen = 0
  for (let row = 0; chosen < TRIAL_ROWS; row++) {
    if (rng.uniform() * (set.size - row) < TRIAL_ROWS - chosen) rows[chosen++] = row
  }
  return selectRows(set, rows)
}
