import type { Goal, UnitChoice } from '../units/unit-choice.js'
import { type UnitWeights, unitWeightsOf } from '../units/unit-weights.js'
import { headObjects } from './attention/head-objects.js'
import { narrowedHeads } from './attention/narrowed-heads.js'
import { atQueryKeyRank } from './attention/query-key-rank.js'
import { consumingKernel, incomingAxis, withArray } from './consuming-kernel.js'
import { hasUnitWeights } from './layer-kinds.js'
import {
  fromRowsOfUnits,
  joinedRows,
  type ModelWeights,
  rowsOfUnits,
  selectUnits,
  type WeightArray,
} from './model-weights.js'
import type { LayerChanges, LayerTopology, Topology } from './topology.js'
import type { UnitRun } from './unit-runs.js'

/** A model on its way to fewer units: its weights, and the changes from the one that was given. */
export interface NarrowModel {
  readonly weights: ModelWeights
  readonly changes: LayerChanges
}

/** Units that a layer makes. */
export function unitsOf({ weights }: NarrowModel, run: UnitRun): number {
  return weights.get(run.producer)![0].shape.at(run.kind === 'heads' ? 1 : -1)!
}

/** Which heads of an attention share keys, as the model has it now. */
function groupsOf({ changes }: NarrowModel, topology: Topology, name: string) {
  const config = { ...topology.layer(name).config, ...changes.get(name)?.config }
  return {
    keyValueHeads: config.key_value_heads as number[],
    groupSizes: config.group_sizes as number[],
  }
}

/**
 * The model with a run's units chosen, and what each stands for folded into the kernels that take them in.
 */
export function narrowed(
  model: NarrowModel,
  topology: Topology,
  run: UnitRun,
  { indices, masses }: Pick<UnitChoice, 'indices' | 'masses'>,
): NarrowModel {
  const units = unitsOf(model, run)
  if (run.kind === 'heads') {
    const name = run.producer
    const groups = groupsOf(model, topology, name)
    const { arrays, config } = narrowedHeads(model.weights.get(name)!, groups, { indices, masses })
    return {
      weights: new Map(model.weights).set(name, arrays),
      changes: new Map(model.changes).set(name, {
        config: { ...model.changes.get(name)?.config, ...config },
      }),
    }
  }
  const weights = new Map(model.weights)
  const changes = new Map(model.changes)
  const lastAxis = (array: WeightArray) => selectUnits(array, array.shape.length - 1, units, indices)
  weights.set(run.producer, weights.get(run.producer)!.map(lastAxis))
  const { className } = topology.layer(run.producer)
  const width = /^Conv/.test(className) ? 'filters' : 'units'
  changes.set(run.producer, { config: { [width]: indices.length } })
  for (const name of run.between) {
    const layer = topology.layer(name)
    if (hasUnitWeights(layer)) weights.set(name, weights.get(name)!.map(lastAxis))
  }
  for (const name of run.consumers) {
    const layer = topology.layer(name)
    const kernel = consumingKernel(weights, layer)
    const axis = incomingAxis(layer, kernel)
    weights.set(name, withArray(weights, layer, selectUnits(kernel, axis, units, indices, masses)))
  }
  return { weights, changes }
}

/** Whether all weights of a run's units are those of the layers that make them and take them in, so that other units can take their places. */
export function canReplaceUnits(topology: Topology, { kind, between }: UnitRun): boolean {
  return kind === 'units' && !between.some(name => hasUnitWeights(topology.layer(name)))
}

/** The model with other units in the places of a run's, as many as there are, and what each stands for folded in. */
export function withUnits(
  model: NarrowModel,
  topology: Topology,
  run: UnitRun,
  { count, incoming, incomingDim, outgoing, outgoingDim }: UnitWeights,
  masses: Float64Array,
): NarrowModel {
  const weights = new Map(model.weights)
  /** Arrays of the same shapes, filled from the columns of the units' rows. */
  const filled = (rows: Float64Array, width: number) => {
    let from = 0
    return (array: WeightArray, axis: number): WeightArray => {
      const own = array.values.length / count
      const part = new Float64Array(count * own)
      for (let unit = 0; unit < count; unit++) {
        part.set(rows.subarray(unit * width + from, unit * width + from + own), unit * own)
      }
      from += own
      return fromRowsOfUnits(part, array.shape, axis, count)
    }
  }
  const nextIncoming = filled(incoming, incomingDim)
  weights.set(
    run.producer,
    weights.get(run.producer)!.map(array => nextIncoming(array, array.shape.length - 1)),
  )
  const massed = outgoing.map((weight, at) => weight * masses[Math.floor(at / outgoingDim)])
  const nextOutgoing = filled(massed, outgoingDim)
  for (const name of run.consumers) {
    const layer = topology.layer(name)
    const kernel = consumingKernel(weights, layer)
    weights.set(name, withArray(weights, layer, nextOutgoing(kernel, incomingAxis(layer, kernel))))
  }
  return { ...model, weights }
}

/** The model with an attention's queries and keys at the rank of their products; the same model where that is not smaller. */
export function withQueryKeyRank(model: NarrowModel, topology: Topology, name: string): NarrowModel {
  const found = atQueryKeyRank(model.weights.get(name)!, groupsOf(model, topology, name).keyValueHeads)
  if (!found) return model
  const config = { ...model.changes.get(name)?.config, key_dim: found.keyDim }
  return {
    weights: new Map(model.weights).set(name, found.arrays),
    changes: new Map(model.changes).set(name, { config }),
  }
}

/** The model with other values of the kernel that takes units in. */
export function withKernel(model: NarrowModel, layer: LayerTopology, values: Float32Array): NarrowModel {
  const { shape } = consumingKernel(model.weights, layer)
  const arrays = withArray(model.weights, layer, { shape, values })
  return { ...model, weights: new Map(model.weights).set(layer.name, arrays) }
}

/**
 * The objects `(incoming, bias, outgoing)` of a run, or the heads of an attention. For the function, a batch normalisation right after
 * a layer without activation is folded into its weights. Other weights of units in between count as incoming ones: for training, those
 * that are trained, each by itself.
 */
export function unitWeights(model: NarrowModel, topology: Topology, run: UnitRun, goal: Goal): UnitWeights {
  const count = unitsOf(model, run)
  if (run.kind === 'heads') {
    const { keyValueHeads } = groupsOf(model, topology, run.producer)
    return headObjects(model.weights.get(run.producer)!, keyValueHeads, goal)
  }
  const blocks: Float64Array[] = model.weights
    .get(run.producer)!
    .map(array => rowsOfUnits(array, array.shape.length - 1, count))
  const { activation } = topology.layer(run.producer).config
  run.between.forEach((name, i) => {
    const layer = topology.layer(name)
    if (!hasUnitWeights(layer)) return
    const own = model.weights.get(name)!.map(array => rowsOfUnits(array, array.shape.length - 1, count))
    const isFirst =
      i === 0 &&
      topology.layers.filter(({ calls }) => calls.flat().includes(run.producer)).length === 1 &&
      layer.className === 'BatchNormalization' &&
      activation === 'linear'
    if (goal === 'training') blocks.push(...own.slice(0, trainedWeights(layer, own.length)))
    else if (isFirst) foldNormalisation(blocks, own, layer.config, count)
    else blocks.push(...own)
  })
  const outgoing = run.consumers.map(name => {
    const layer = topology.layer(name)
    const kernel = consumingKernel(model.weights, layer)
    return rowsOfUnits(kernel, incomingAxis(layer, kernel), count)
  })
  return unitWeightsOf(count, joinedRows(count, blocks), joinedRows(count, outgoing))
}

/** The moving mean and variance of a normalisation, its last weights, follow from the others. */
function trainedWeights({ className }: LayerTopology, count: number): number {
  return className === 'BatchNormalization' ? count - 2 : count
}

/** Each unit times `γ / √(σ² + ε)`, and its bias less the mean, plus `β`. */
function foldNormalisation(
  blocks: Float64Array[],
  own: readonly Float64Array[],
  { scale, center, epsilon }: Readonly<Record<string, unknown>>,
  count: number,
): void {
  const [mean, variance] = own.slice(-2)
  const gamma = scale ? own[0] : new Float64Array(count).fill(1)
  const beta = center ? own[scale ? 1 : 0] : new Float64Array(count)
  const factor = variance.map((value, i) => gamma[i] / Math.sqrt(value + Number(epsilon)))
  const kernel = blocks[0]
  const width = kernel.length / count
  blocks[0] = kernel.map((value, at) => value * factor[Math.floor(at / width)])
  const bias = blocks[1] ?? new Float64Array(count)
  blocks[1] = bias.map((value, i) => (value - mean[i]) * factor[i] + beta[i])
}
