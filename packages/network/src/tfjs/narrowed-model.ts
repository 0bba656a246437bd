import { InputError } from '@polylog/core'
import type { LayersModel } from '@tensorflow/tfjs'
import type { UnitChoice } from '../units/unit-choice.js'
import { withoutDeadUnits } from './alive-run.js'
import { type CalibrationData, disposeData, splitRows } from './calibration.js'
import { chooseRun } from './choose-run.js'
import type { SizedRun } from './chosen-runs.js'
import type { CompressModelOptions } from './compress-options.js'
import { corrected } from './corrected.js'
import { isDenseChain } from './dense-chain.js'
import { freed, freedTogether } from './free-nodes/freed.js'
import {
  costsOf,
  type ModelReport,
  type OutputError,
  outputErrors,
  partTo,
  type RunReport,
} from './model-report.js'
import { copiedModel, disposeModel } from './model-weights.js'
import { type NarrowModel, narrowed, withQueryKeyRank, withUnits } from './narrowing.js'
import type { Topology } from './topology.js'
import type { UnitRun } from './unit-runs.js'

/** Units kept and what each stands for, by the name of the layer that makes them. */
export type ChosenUnits = ReadonlyMap<string, Pick<UnitChoice, 'indices' | 'masses'>>

/** A model with fewer units, and how it was come by. */
export interface Narrowed extends Omit<ModelReport, 'left'> {
  readonly narrow: NarrowModel
  readonly choices: ChosenUnits
}

/**
 * Narrows the runs one after the other. Where the function is to be kept, from the last to the first: what only units took in that are no
 * longer there need not be kept. Where the network trains on, from the first to the last, each on what those before have become.
 */
export async function narrowedModel(
  model: LayersModel,
  original: NarrowModel,
  topology: Topology,
  sized: readonly SizedRun[],
  data: CalibrationData | undefined,
  heldOut: CalibrationData | undefined,
  {
    by = 'auto',
    goal = 'function',
    order,
    movement,
    correction = 'none',
    nodes = 'kept',
    seed = 0,
    signal,
  }: CompressModelOptions,
): Promise<Narrowed> {
  const choices = new Map<string, Pick<UnitChoice, 'indices' | 'masses'>>()
  const moved = new Map<string, UnitRun>()
  const reports: RunReport[] = []
  let narrow = original
  const alive =
    goal === 'training' ? sized : sized.flatMap(item => withoutDeadUnits(item, original, topology) ?? [])
  const narrowing = alive.filter(({ size, units, given }) => given || size < units)
  let built = await copiedModel(topology, narrow.changes, narrow.weights)
  try {
    for (const item of goal === 'function' ? narrowing.toReversed() : narrowing) {
      signal?.throwIfAborted()
      const choice = await namingLayer(item.run.producer, () =>
        chooseRun(item, narrow, built, topology, data, by, {
          goal,
          nodes,
          order,
          movement,
          seed,
          signal,
        }),
      )
      const { producer } = item.run
      const kept = narrowed(narrow, topology, item.run, choice)
      const chosen = choice.nodes ? withUnits(kept, topology, item.run, choice.nodes, choice.masses) : kept
      const isFree =
        nodes === 'free' && goal === 'function' && data && isDenseChain(topology, item.run, chosen.weights)
      narrow = isFree ? await freed(chosen, narrow, topology, [item.run], data, { seed, signal }) : chosen
      if (narrow !== kept) moved.set(producer, item.run)
      choices.set(producer, { indices: choice.indices, masses: choice.masses })
      const next = await copiedModel(topology, narrow.changes, narrow.weights)
      let error: OutputError | undefined
      try {
        const [before, after] = [built, next].map(model => partTo(model, item.run.consumers))
        error = data && outputErrors(before, after, data, heldOut)
      } finally {
        disposeModel(built)
        built = next
      }
      reports.push({
        layer: producer,
        unitsBefore: item.units,
        unitsAfter: choice.indices.length,
        deadUnits: choice.dead,
        moved: moved.has(producer),
        by: choice.by,
        ...(error && { outputError: error }),
        ...(choice.certificate && { momentResidual: choice.certificate.momentResidual }),
      })
    }
  } finally {
    disposeModel(built)
  }
  if (data && goal === 'function') {
    const kept = (layer: string) => choices.get(layer)?.indices
    const runs = [...moved.values()]
    narrow = await freedTogether(narrow, original, topology, runs, data, { kept, seed, signal })
  }
  const ranked = goal === 'function' ? atRanks(narrow, topology, sized) : { narrow, queryKeys: [] }
  narrow = ranked.narrow
  const measured = async (found: NarrowModel) => {
    const whole = await copiedModel(topology, found.changes, found.weights)
    try {
      const error = data && outputErrors(model, whole, data, heldOut)
      return { costs: costsOf(model, whole), error }
    } finally {
      disposeModel(whole)
    }
  }
  const { costs, error } = await measured(narrow)
  const found = {
    choices,
    ...costs,
    runs: goal === 'function' ? reports.toReversed() : reports,
    queryKeys: ranked.queryKeys,
    ...(error && { outputError: error }),
  }
  if (correction === 'none' || !data || data.rows === 1) return { ...found, narrow }
  const fitted = await correctedModel(original, narrow, topology, sized, choices, moved, data, seed)
  return { ...found, narrow: fitted, correctedError: (await measured(fitted)).error }
}

/** Attention of the layers asked for, with queries and keys no longer than their products need. */
function atRanks(
  given: NarrowModel,
  topology: Topology,
  sized: readonly SizedRun[],
): { readonly narrow: NarrowModel; readonly queryKeys: ModelReport['queryKeys'] } {
  const lengthOf = ({ weights }: NarrowModel, layer: string) => weights.get(layer)![0].shape.at(-1)!
  const layers = sized.filter(({ run }) => run.kind === 'heads').map(({ run }) => run.producer)
  const narrow = layers.reduce((model, layer) => withQueryKeyRank(model, topology, layer), given)
  const queryKeys = layers
    .map(layer => ({ layer, before: lengthOf(given, layer), after: lengthOf(narrow, layer) }))
    .filter(({ before, after }) => after < before)
  return { narrow, queryKeys }
}

/** Kernels are fitted layer by layer, each to what those before it now give. */
async function correctedModel(
  original: NarrowModel,
  narrow: NarrowModel,
  topology: Topology,
  sized: readonly SizedRun[],
  choices: ChosenUnits,
  moved: ReadonlyMap<string, UnitRun>,
  data: CalibrationData,
  seed: number,
): Promise<NarrowModel> {
  const [other, fit] = splitRows(data, 1 / 4, seed + 1)
  // A copy: layers of the given model may be parts of others, too.
  const whole = await copiedModel(topology, original.changes, original.weights)
  try {
    let found = narrow
    // Kernels after moved units have been fitted with them.
    for (const { run } of sized.filter(({ run }) => !moved.has(run.producer))) {
      const built = await copiedModel(topology, found.changes, found.weights)
      try {
        // Moved units do not take in what any unit of the wide model does.
        const consumers = run.consumers.filter(name => !moved.has(name))
        found = corrected(found, built, whole, topology, { ...run, consumers }, choices, fit, other)
      } finally {
        disposeModel(built)
      }
    }
    return found
  } finally {
    disposeModel(whole)
    for (const part of [other, fit]) disposeData(part)
  }
}

/** Says which layer the trouble is in. */
async function namingLayer<T>(layer: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(`Layer ${layer}: ${error.problem}`, error.remedy, { cause: error })
  }
}
