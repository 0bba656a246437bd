import { AccuracyError } from '@polylog/core'
import type { LayersModel } from '@tensorflow/tfjs'
import { aliveUnitsOf } from './alive-run.js'
import { calibrationData, disposeData, splitRows } from './calibration.js'
import { chosenRuns, type SizedRun } from './chosen-runs.js'
import { type CompressModelOptions, checkOptions } from './compress-options.js'
import type { ModelReport } from './model-report.js'
import { buildModel, weightsOf } from './model-weights.js'
import { type ChosenUnits, type Narrowed, narrowedModel } from './narrowed-model.js'
import { type NarrowModel, unitsOf } from './narrowing.js'
import { type Topology, topologyOf } from './topology.js'
import { holdsMasses } from './unit-masses.js'
import { type LeftLayer, type UnitRun, unitRuns } from './unit-runs.js'
import { weightedModel } from './weighted-model.js'

export interface CompressedModel {
  /**
   * A new, physically smaller model of the same kinds of layers, with what each unit stands for folded into the kernels after
   * it; the caller disposes of it. It saves, loads and runs with bare TensorFlow.js, where the given one does.
   */
  fold(): Promise<LayersModel>
  /**
   * A new model of the same outputs with the masses apart from the weights, in layers of the kind `WeightedDense` and in those
   * of attention: with `ticketOptimizer` it trains as the wide model does. The caller disposes of it.
   *
   * @throws OptionError where a convolution takes units in: fold, and give `ticketOptimizer` the masses
   */
  weighted(): Promise<LayersModel>
  /**
   * Units kept and what each stands for, by the name of the layer that makes them. Of free nodes for training, the units nearest to
   * them, some of which may be the same.
   */
  readonly choices: ChosenUnits
  readonly report: ModelReport
}

/** Shares that are tried for a tolerance, at most. */
const TRIES = 7

/**
 * A TensorFlow.js model with fewer units in its dense and convolutional layers, and nearly the same outputs, without training.
 * Layers are narrowed one after the other: for the function from the last to the first, for training from the first to the last. What cannot be narrowed is left, and the
 * report says why. The given model is not modified, and no tensor is left behind.
 *
 * @throws OptionError for options that cannot be had
 * @throws InputError for a model that is not built or has weights that are not finite, and for calibration data that do not fit
 * @throws AccuracyError for a tolerance that not even all units reach, and where free nodes for training were not found so few
 */
export async function compressModel(
  model: LayersModel,
  options: CompressModelOptions,
): Promise<CompressedModel> {
  checkOptions(options)
  const { seed = 0, signal, tolerance } = options
  const topology = topologyOf(model)
  const original: NarrowModel = { weights: weightsOf(model), changes: new Map() }
  const { runs, left } = plainRuns(topology)
  const chosen = chosenRuns(runs, left, run => unitsOf(original, run), options)
  const given = options.calibration && calibrationData(model, options.calibration, 'calibration')
  const apart = options.heldOut && calibrationData(model, options.heldOut, 'heldOut')
  const parts = given && !apart && given.rows > 1 ? splitRows(given, 1 / 5, seed) : undefined
  const data = parts?.[1] ?? given
  const heldOut = apart ?? parts?.[0]
  const narrowTo = async (sized: readonly SizedRun[]) => {
    signal?.throwIfAborted()
    return narrowedModel(model, original, topology, sized, data, heldOut, options)
  }
  try {
    const result =
      tolerance === undefined ? await narrowTo(chosen.sized) : await fewest(chosen.sized, tolerance, narrowTo)
    const { narrow, choices, ...report } = result
    return {
      fold: () => buildModel(topology, narrow.changes, narrow.weights),
      weighted: () => weightedModel(topology, narrow, chosen.sized, choices),
      choices,
      report: {
        ...report,
        left: [...chosen.left, ...untouched(chosen.sized, choices, run => isDead(original, topology, run))],
      },
    }
  } finally {
    for (const part of parts ?? []) disposeData(part)
  }
}

/** Units that have masses already are left: what they stand for is known to the layer that takes them in. */
function plainRuns(topology: Topology): ReturnType<typeof unitRuns> {
  const { runs, left } = unitRuns(topology)
  const weighted = new Set(topology.layers.filter(holdsMasses).map(({ name }) => name))
  const holderOf = (run: UnitRun) => run.consumers.find(name => weighted.has(name))
  return {
    runs: runs.filter(run => !holderOf(run)),
    left: [
      ...left,
      ...runs.flatMap(run => {
        const holder = holderOf(run)
        return holder ? [{ layer: run.producer, reason: `${holder} holds masses of its units already` }] : []
      }),
    ],
  }
}

function untouched(
  sized: readonly SizedRun[],
  choices: ChosenUnits,
  isDead: (run: UnitRun) => boolean,
): readonly LeftLayer[] {
  return sized
    .filter(({ run }) => !choices.has(run.producer))
    .map(({ run }) => ({
      layer: run.producer,
      reason: isDead(run) ? 'none of its units adds anything' : 'it has no more units than that',
    }))
}

function isDead(model: NarrowModel, topology: Topology, run: UnitRun): boolean {
  return run.kind === 'units' && aliveUnitsOf(model, topology, run).length === 0
}

/** By halving: the error is taken to grow as units are left out. */
async function fewest(
  sized: readonly SizedRun[],
  tolerance: number,
  narrowTo: (sized: readonly SizedRun[]) => Promise<Narrowed>,
): Promise<Narrowed> {
  const kept = (share: number) =>
    sized.map(item => ({ ...item, size: Math.max(1, Math.ceil(share * item.units)) }))
  const errorOf = ({ outputError: plain, correctedError }: Narrowed) => (correctedError ?? plain)!.calibration
  let best: Narrowed | undefined
  let low = 0
  let high = 1
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const share = (low + high) / 2
    const found = await narrowTo(kept(share))
    if (errorOf(found) <= tolerance) {
      best = found
      high = share
    } else {
      low = share
    }
  }
  if (best) return best
  const whole = await narrowTo(kept(high))
  if (errorOf(whole) <= tolerance) return whole
  throw new AccuracyError(
    `Outputs come within ${errorOf(whole).toPrecision(2)} of those of the model, and not within ${tolerance}`,
    'Give a larger tolerance',
  )
}
