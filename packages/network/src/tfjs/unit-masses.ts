import { InputError } from '@polylog/core'
import type { LayersModel } from '@tensorflow/tfjs'
import { hasUnitWeights } from './layer-kinds.js'
import { type LayerTopology, topologyOf } from './topology.js'
import { unitRuns } from './unit-runs.js'
import { WeightedDense } from './weighted-dense.js'

/** How often every entry of a weight counts: masses along its axes, 1 where there are none. */
export interface WeightMasses {
  /** Of the layer and the weight's place among its weights. */
  readonly layer: string
  readonly weight: number
  /** Along the last but one axis: units that come in. */
  readonly incoming?: Float64Array
  /** Along the last axis: units that go out. */
  readonly outgoing?: Float64Array
}

/** Masses of the units that a layer makes, by its name. */
export type MassesByLayer = ReadonlyMap<string, ArrayLike<number>>

/**
 * Which weights of a model belong to units that stand for several.
 *
 * @param given masses of a model that has them folded into its kernels; those of weighted layers by default
 * @throws InputError for masses of layers that there are not, or not as many as units
 */
export function weightMasses(model: LayersModel, given?: MassesByLayer): readonly WeightMasses[] {
  const topology = topologyOf(model)
  const { runs } = unitRuns(topology)
  const outgoing = new Map<string, Float64Array>()
  const incoming = new Map<string, Float64Array>()
  for (const { producer, between, consumers } of runs) {
    const units = model.getLayer(producer).getWeights()[0].shape.at(-1)!
    const masses = given ? given.get(producer) : massesOf(model, consumers, units)
    if (!masses) continue
    const own = checkedMasses(producer, units, masses)
    for (const name of [producer, ...between, ...consumers]) {
      checkUnregularised(topology.layer(name))
    }
    outgoing.set(producer, own)
    for (const name of between) {
      if (hasUnitWeights(topology.layer(name))) outgoing.set(name, own)
    }
    for (const name of consumers) incoming.set(name, own)
  }
  for (const name of given?.keys() ?? []) {
    if (!outgoing.has(name)) {
      throw new InputError(
        `There are masses for layer ${name}, whose units no other layer takes in one by one`,
        'Give those of the layers that were compressed',
      )
    }
  }
  const idle = model.layers.find(layer => layer instanceof WeightedDense && !incoming.has(layer.name))
  if (idle && !given) {
    throw new InputError(
      `${idle.name} holds masses of units that no one layer makes and hands to it one by one`,
      'Build the weighted model with compressModel',
    )
  }
  return model.layers.flatMap(layer =>
    layer.getWeights().map((weight, at) => ({
      layer: layer.name,
      weight: at,
      ...(weight.shape.length > 1 && incoming.has(layer.name) && { incoming: incoming.get(layer.name)! }),
      ...(outgoing.has(layer.name) && { outgoing: outgoing.get(layer.name)! }),
    })),
  )
}

const PENALTIES = [
  'kernel_regularizer',
  'bias_regularizer',
  'activity_regularizer',
  'kernel_constraint',
  'bias_constraint',
]

/**
 * Penalties of a narrow layer are not those of the wide one, whose units they count as often as there are.
 *
 * @throws InputError for a layer with one, by name
 */
export function checkUnregularised({ name, config }: LayerTopology): void {
  const found = PENALTIES.find(penalty => config[penalty])
  if (!found) return
  throw new InputError(
    `Layer ${name} has a ${found.replace('_', ' ')}, which would not count units by their masses`,
    "Leave it out, and give ticketOptimizer weightDecay of the kind 'coupled' in its place",
  )
}

/** Those of the weighted layer that takes the units in; what is flattened repeats them. */
function massesOf(
  model: LayersModel,
  consumers: readonly string[],
  units: number,
): ArrayLike<number> | undefined {
  for (const name of consumers) {
    const layer = model.getLayer(name)
    if (layer instanceof WeightedDense) return layer.masses.subarray(0, units)
  }
  return undefined
}

function checkedMasses(layer: string, units: number, masses: ArrayLike<number>): Float64Array {
  if (masses.length !== units) {
    throw new InputError(
      `Layer ${layer} has ${units} units and ${masses.length} masses`,
      'Give one mass for each unit',
    )
  }
  const own = Float64Array.from(masses)
  const bad = own.findIndex(mass => !(mass > 0 && mass < Infinity))
  if (bad >= 0) {
    throw new InputError(`The mass of unit ${bad} of layer ${layer} is ${own[bad]}`, 'Masses are positive')
  }
  return own
}
