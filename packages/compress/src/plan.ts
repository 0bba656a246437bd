import { OptionError } from '@polylog/core'
import { composeBackends } from './compose-backends.js'
import type { CompressOptions } from './compress-options.js'
import { featuresToKeep } from './features-to-keep.js'
import { checkFits, sizeGoal } from './output-size.js'
import type { Plan } from './plan-result.js'
import { plannedWork } from './planned-work.js'
import { predictedBytes } from './predicted-bytes.js'
import { predictedSeconds } from './predicted-seconds.js'
import { createProgressMeter } from './progress-meter.js'
import { checkOptions, settingsFrom } from './settings.js'
import { uniformPoints } from './uniform-points.js'

/** Rows on which an order is chosen. */
const SAMPLE_ROWS = 6000

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
  if (settings.nodes === 'free') {
    throw new OptionError("plan was asked with nodes: 'free'", 'Leave it out: only kept points are foreseen')
  }
  if (settings.features) {
    throw new OptionError('plan was asked with features of one’s own', 'Give an order, or compress a sample')
  }
  const outputSize = Math.min(goal.size, inputSize)
  if (outputSize < inputSize) checkFits(dim, outputSize, settings)
  const backend = composeBackends(settings.backends)
  const sample = uniformPoints(Math.min(inputSize, SAMPLE_ROWS), dim, settings.seed)
  const silent = createProgressMeter(settings.signal)
  const kept = await featuresToKeep(sample, inputSize, outputSize, settings, backend, silent)
  const work = plannedWork(inputSize, outputSize, dim, kept, settings)
  const { featureCount, passes } = work
  const workers = Math.max(1, (await backend.concurrency('reduce')) - 1)
  const { runPlanTrial } = await import('./plan-trial.js')
  const measured =
    passes.length > 0
      ? await runPlanTrial(inputSize, outputSize, dim, kept, settings, backend, workers)
      : undefined
  return {
    inputSize,
    outputSize,
    order: kept.order,
    featureCount,
    cells: passes.at(-1)?.cells ?? 0,
    passes: passes.length,
    seconds: measured ? predictedSeconds(work, measured.rates, workers) : 0,
    bytes: predictedBytes(inputSize, dim, work, workers),
    expectedError: measured?.expectedError ?? 0,
    notes: notesOf(kept.order, settings.order === 'auto'),
  }
}

function checkShape(size: number, dim: number): void {
  for (const [name, value] of Object.entries({ size, dim })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new OptionError(`The shape's ${name} is ${value}`, 'Give a positive integer')
    }
  }
}

function notesOf(order: number | undefined, chosen: boolean): readonly string[] {
  const notes = [
    'The error is that of smooth and kinked functions on uniform points; real data may do better or worse.',
  ]
  if (chosen && order !== undefined)
    notes.push(
      `Order ${order} was chosen on uniform points, by the functions that the expected error is of; the data may ask for another.`,
    )
  return notes
}
