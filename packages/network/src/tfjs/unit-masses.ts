import { InputError } from '@polylog/core'
import type { LayersModel } from '@tensorflow/tfjs'
import { headMasses } from './attention/head-masses.js'
import { MultiHeadAttention } from './attention/multi-head-attention.js'
import { hasUnitWeights } from './layer-kinds.js'
import { type LayerTopology, topologyOf } from './topology.js'
import { type UnitRun, unitRuns } from './unit-runs.js'
import { WeightedDense } from './weighted-dense.js'

/** Masses of units along an axis of a weight; what is flattened repeats them. */
export interface AxisMasses {
  readonly masses: Float64Array
  readonly axis: number
  /** Whether the weight has been multiplied by them. */
  readonly isFolded?: boolean
}

/** How often every entry of a weight counts: masses along its axes, 1 where there are none. */
export interface WeightMasses {
  /** Of the layer and the weight's place among its weights. */
  readonly layer: string
  readonly weight: number
  /** Of units that come in. */
  readonly incoming?: AxisMasses
  /** Of units that go out. */
  readonly outgoing?: AxisMasses
}

/** Masses of the units that a layer makes, by its name; alone or with the units that were chosen. */
export type MassesByLayer = ReadonlyMap<string, ArrayLike<number> | { readonly masses: ArrayLike<number> }>

/**
 * Which weights of a model belong to units that stand for several.
 *
 * @param given masses that are folded into kernels; those of weighted layers count besides
 * @throws InputError for masses of layers that there are not, or not as many as units
 */
export function weightMasses(model: LayersModel, given?: MassesByLayer): readonly WeightMasses[] {
  const topology = topologyOf(model)
  const found: WeightMasses[] = []
  const massed = new Set<string>()
  for (const run of unitRuns(topology).runs) {
    const { producer, between, consumers, kind } = run
    const units = model
      .getLayer(producer)
      .getWeights()[0]
      .shape.at(kind === 'heads' ? 1 : -1)!
    const held = massesOf(model, run, units)
    if (held && given?.has(producer)) {
      throw new InputError(
        `There are masses for layer ${producer}, and its units have some in the model already`,
        'Leave masses out: they are for models that have them folded into their kernels',
      )
    }
    const folded = given?.get(producer)
    const masses = folded ? massesIn(folded) : held
    if (!masses) continue
    const isFolded = folded !== undefined
    const own = checkedMasses(producer, units, masses)
    const layers = [producer, ...between, ...consumers]
    for (const name of layers) {
      checkUnregularised(topology.layer(name))
      massed.add(name)
    }
    found.push(...(kind === 'heads' ? ofHeads(producer, own, isFolded) : ofUnits(run, own, isFolded)))
  }
  for (const name of given?.keys() ?? []) {
    if (!massed.has(name)) {
      throw new InputError(
        `There are masses for layer ${name}, whose units no other layer takes in one by one`,
        'Give those of the layers that were compressed',
      )
    }
  }
  const idle = topology.layers.find(layer => holdsMasses(layer) && !massed.has(layer.name))
  if (idle) {
    throw new InputError(
      `${idle.name} holds masses of units that no one layer makes and hands to it one by one`,
      'Build the weighted model with compressModel',
    )
  }
  return everyWeight(model, found)

  function ofHeads(layer: string, masses: Float64Array, isFolded: boolean): readonly WeightMasses[] {
    const { config } = topology.layer(layer)
    return headMasses(masses, config).map(({ place, incoming, ...axes }) => ({
      ...{ layer, weight: place, ...axes },
      ...(incoming && { incoming: { ...incoming, isFolded } }),
    }))
  }

  function ofUnits(
    { producer, between, consumers }: UnitRun,
    masses: Float64Array,
    isFolded: boolean,
  ): readonly WeightMasses[] {
    const makers = [producer, ...between.filter(name => hasUnitWeights(topology.layer(name)))]
    const outgoing = makers.flatMap(layer =>
      model
        .getLayer(layer)
        .getWeights()
        .map(({ shape }, weight) => ({ layer, weight, outgoing: { masses, axis: shape.length - 1 } })),
    )
    const incoming = consumers.map(layer => {
      const axis = model.getLayer(layer).getWeights()[0].shape.length - 2
      return { layer, weight: 0, incoming: { masses, axis, isFolded } }
    })
    return [...outgoing, ...incoming]
  }
}

/** One entry for each weight of the model, with all that was found for it. */
function everyWeight(model: LayersModel, found: readonly WeightMasses[]): readonly WeightMasses[] {
  return model.layers.flatMap(({ name, weights }) =>
    weights.map((_, at): WeightMasses => {
      const own = found.filter(({ layer, weight }) => layer === name && weight === at)
      return Object.assign({ layer: name, weight: at }, ...own)
    }),
  )
}

/** Whether a layer has masses of its own. */
export function holdsMasses({ className, config }: LayerTopology): boolean {
  if (className === WeightedDense.className) return true
  const { masses } = config as { readonly masses?: readonly number[] }
  return className === MultiHeadAttention.className && !!masses?.length
}

/** Of kernels, biases, activities, and what normalisations have. */
const PENALTY = /_(regularizer|constraint)$/

/**
 * Penalties of a narrow layer are not those of the wide one, whose units they count as often as there are.
 *
 * @throws InputError for a layer with one, by name
 */
export function checkUnregularised({ name, config }: LayerTopology): void {
  const found = Object.keys(config).find(name => PENALTY.test(name) && config[name])
  if (!found) return
  throw new InputError(
    `Layer ${name} has a ${found.replace('_', ' ')}, which would not count units by their masses`,
    "Leave it out, and give ticketOptimizer weightDecay of the kind 'coupled' in its place",
  )
}

/** Those of the weighted layer that takes the units in; what is flattened repeats them. */
function massesOf(model: LayersModel, { consumers }: UnitRun, units: number): ArrayLike<number> | undefined {
  for (const name of consumers) {
    const layer = model.getLayer(name)
    if (layer instanceof WeightedDense) return layer.masses.subarray(0, units)
    if (layer instanceof MultiHeadAttention && layer.options.masses.length) return layer.options.masses
  }
  return undefined
}

function massesIn(given: ArrayLike<number> | { readonly masses: ArrayLike<number> }): ArrayLike<number> {
  return 'masses' in given ? given.masses : given
}

/** @throws InputError for masses that are not as many as units, or not positive */
export function checkedMasses(layer: string, units: number, masses: ArrayLike<number>): Float64Array {
  if (masses?.length !== units) {
    throw new InputError(
      `Layer ${layer} has ${units} units and ${masses?.length ?? 'no'} masses`,
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
