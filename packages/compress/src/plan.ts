import { createRng, OptionError, polynomialCount, weightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import { chooseOrder } from './choose-order.js'
import { composeBackends } from './compose-backends.js'
import type { CompressOptions } from './compress-options.js'
import { certificateCost, scheduleCost } from './cost-model.js'
import { checkOrderFits, sizeGoal } from './output-size.js'
import type { Plan } from './plan-result.js'
import { probeSums } from './probe-sums.js'
import { createProgressMeter } from './progress-meter.js'
import { ridgeFunctions } from './ridge-functions.js'
import { runPasses } from './run-passes.js'
import { passSchedule } from './schedule.js'
import { checkOptions, settingsFrom } from './settings.js'

/** Rows of the trial on which the machine and the error are measured. */
const TRIAL_ROWS = 6000

const DOUBLE = 8

/**
 * What `compress` would take for an input of this shape, from a trial of a fraction of a second on uniform
 * points. `size` or `ratio` must be given: what a `tolerance` needs depends on the data.
 *
 * @throws OptionError as `compress` does, and for a `tolerance`
 */
export async function plan(
  shape: { readonly size: number; readonly dim: number },
  options: CompressOptions,
): Promise<Plan> {
  checkOptions(options)
  const { size: inputSize, dim } = shape
  checkShape(inputSize, dim)
  const settings = settingsFrom(options, dim)
  const goal = sizeGoal(options, inputSize)
  if (!('size' in goal)) {
    throw new OptionError(
      'plan was asked with a tolerance',
      'Give size or ratio: what a tolerance needs depends on the data',
    )
  }
  if (settings.features) {
    throw new OptionError('plan was asked with features of one’s own', 'Give an order, or compress a sample')
  }
  const outputSize = Math.min(goal.size, inputSize)
  const backend = composeBackends(settings.backends)
  const silent = createProgressMeter(settings.signal)
  const trial = uniformPoints(Math.min(inputSize, TRIAL_ROWS), dim, settings.seed)
  const trialSize = Math.max(1, Math.min(trial.size - 1, Math.max(Math.min(outputSize, trial.size >> 1), 1)))

  const order =
    typeof settings.order === 'number'
      ? settings.order
      : ((await chooseOrder(trial, Math.min(outputSize, trialSize), settings, backend, silent)) ?? 0)
  if (typeof settings.order === 'number') checkOrderFits(dim, order, goal.size)
  const count = polynomialCount(dim, order)
  const passes =
    outputSize < inputSize
      ? passSchedule(inputSize, outputSize, count, settings.quality, settings.covering)
      : []
  const measured = await measure()

  const work =
    scheduleCost(inputSize, passes, count) + certificateCost(inputSize, polynomialCount(dim, order + 1))
  return {
    inputSize,
    outputSize,
    order,
    featureCount: count,
    cells: passes.at(-1)?.cells ?? 0,
    passes: passes.length,
    seconds: passes.length === 0 ? 0 : work * measured.secondsPerWork,
    bytes: peakBytes(inputSize, dim, count, passes[0]?.cells ?? 1),
    expectedError: passes.length === 0 ? 0 : measured.errorAtFullSize,
    notes: notesOf(order, settings.order === 'auto'),
  }

  async function measure() {
    const reduced = Math.max(count, Math.min(trialSize, Math.round((outputSize * trial.size) / inputSize)))
    const schedule = passSchedule(trial.size, reduced, count, settings.quality, settings.covering)
    await runPasses(trial, chebyshev(order), schedule, settings, backend, silent)
    const start = performance.now()
    const { set } = await runPasses(trial, chebyshev(order), schedule, settings, backend, silent)
    const seconds = (performance.now() - start) / 1000
    const { probe, count: functions } = ridgeFunctions(trial)
    const before = probeSums(trial, probe)
    const after = probeSums(set, probe)
    const error =
      before.reduce((total, value, j) => total + Math.abs(value - after[j]), 0) / functions / trial.size
    const law = (order + 1) / dim
    const cellsThen = Math.max(1, Math.floor(reduced / count))
    const cellsNow = Math.max(1, Math.floor(outputSize / count))
    return {
      secondsPerWork: seconds / scheduleCost(trial.size, schedule, count),
      errorAtFullSize: error * (cellsThen / cellsNow) ** (law + 0.5),
    }
  }
}

function checkShape(size: number, dim: number): void {
  for (const [name, value] of Object.entries({ size, dim })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new OptionError(`The shape's ${name} is ${value}`, 'Give a positive integer')
    }
  }
}

function uniformPoints(size: number, dim: number, seed: number) {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => 2 * rng.uniform() - 1),
    { dim },
  )
}

/** Points and weights, their copies of the first pass's batch, permutation, keys and features. */
function peakBytes(size: number, dim: number, featureCount: number, cells: number): number {
  const batch = Math.max(Math.ceil(size / cells), Math.min(size, 1 << 16))
  const perRow = DOUBLE * (dim + 1) + 4 + DOUBLE + DOUBLE
  const perBatchRow = DOUBLE * (dim + 3) + 12
  const elimination = 4 * featureCount * featureCount * DOUBLE
  return size * perRow + batch * perBatchRow + elimination
}

function notesOf(order: number, chosen: boolean): readonly string[] {
  const notes = [
    'The error is that of smooth and kinked functions on uniform points; real data may do better or worse.',
  ]
  if (chosen) notes.push(`Order ${order} was chosen on uniform points; the data may ask for another.`)
  return notes
}
