import { InputError, sideBySide } from '@polylog/core'
import { engine, type LayersModel, models, type Tensor, tensor, type Variable } from '@tensorflow/tfjs'
import type { UnitRows } from '../units/unit-weights.js'
import { registerOwnLayers } from './own-layers.js'
import type { LayerChanges, Topology } from './topology.js'

/** One weight of a layer, copied out of the model. */
export interface WeightArray {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** Weights of every layer, by its name, in the order of `layer.getWeights()`. */
export type ModelWeights = ReadonlyMap<string, readonly WeightArray[]>

/**
 * Copies of all weights.
 *
 * @throws InputError for a weight that is not finite; its layer is named
 */
export function weightsOf(model: LayersModel): ModelWeights {
  return new Map(
    model.layers.map(layer => {
      const arrays = layer.getWeights().map(weight => {
        const values = Float32Array.from(weight.dataSync())
        const bad = values.findIndex(value => !Number.isFinite(value))
        if (bad >= 0) {
          throw new InputError(
            `Weight ${bad} of layer ${layer.name} is ${values[bad]}`,
            'Train the model again from finite weights',
          )
        }
        return { shape: weight.shape, values }
      })
      return [layer.name, arrays]
    }),
  )
}

type ModelJson = Parameters<typeof models.modelFromJSON>[0]

/** Of models made here, the variables: TensorFlow.js disposes of those of shared layers and of nested models too seldom. */
const ownVariables = new WeakMap<LayersModel, readonly Variable[]>()

/** Disposes of a model that `buildModel` or `copiedModel` made, with all that is its own. */
export function disposeModel(model: LayersModel): void {
  model.dispose()
  for (const variable of ownVariables.get(model) ?? []) variable.dispose()
}

async function rebuilt(json: ModelJson): Promise<LayersModel> {
  const { registeredVariables } = engine().state as {
    readonly registeredVariables: Readonly<Record<string, Variable>>
  }
  const before = new Set(Object.keys(registeredVariables))
  // Layers are made before the call returns, so that these variables are its own.
  const making = models.modelFromJSON(json)
  const made = Object.values(registeredVariables).filter(({ name }) => !before.has(name))
  try {
    const model = await making
    ownVariables.set(model, made)
    return model
  } catch (cause) {
    for (const variable of made) variable.dispose()
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n')
    throw new InputError(
      `TensorFlow.js cannot make the model again from what it saves: ${reason}`,
      'Use layers and activations that TensorFlow.js saves and loads, or register their classes with it',
      { cause },
    )
  }
}

/** As below, for a model that is looked at and disposed of, by `disposeModel`: weights that are set are not drawn before. */
export async function copiedModel(
  topology: Topology,
  changes: LayerChanges,
  weights: ModelWeights,
): Promise<LayersModel> {
  return modelOfJson(undrawn(topology.withChanges(changes)) as ModelJson, topology, changes, weights)
}

/** With all initialisers zero: to draw orthogonal ones takes TensorFlow.js seconds. */
function undrawn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(undrawn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const isInitializer = /_?initializer$/i.test(key) && typeof part === 'object' && part !== null
      return [key, isInitializer ? { class_name: 'Zeros', config: {} } : undrawn(part)]
    }),
  )
}

/**
 * A new model; the caller disposes of it. Classes of our own, where it has such layers, are registered with TensorFlow.js first.
 *
 * @param changes of layers of the topology
 * @throws InputError for a model that TensorFlow.js cannot make again from what it saves, such as one with the activation `gelu_new`
 */
export async function buildModel(
  topology: Topology,
  changes: LayerChanges,
  weights: ModelWeights,
): Promise<LayersModel> {
  return modelOfJson(topology.withChanges(changes) as unknown as ModelJson, topology, changes, weights)
}

async function modelOfJson(
  json: ModelJson,
  topology: Topology,
  changes: LayerChanges,
  weights: ModelWeights,
): Promise<LayersModel> {
  const kinds = topology.layers.map(({ name, className }) => changes.get(name)?.className ?? className)
  registerOwnLayers(new Set(kinds))
  const model = await rebuilt(json)
  for (const layer of model.layers) {
    const arrays = weights.get(layer.name) ?? []
    if (arrays.length === 0) continue
    const tensors: Tensor[] = arrays.map(({ values, shape }) => tensor(values, [...shape], 'float32'))
    layer.setWeights(tensors)
    for (const given of tensors) given.dispose()
  }
  return model
}

/** Entries of an axis that holds `repeats` groups of units, one entry for each unit: those of the units that are kept. */
export function selectUnits(
  { shape, values }: WeightArray,
  axis: number,
  units: number,
  indices: Uint32Array,
  factors?: Float64Array,
): WeightArray {
  const length = shape[axis]
  const repeats = length / units
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  const outer = shape.slice(0, axis).reduce((product, size) => product * size, 1)
  const kept = repeats * indices.length
  const chosen = new Float32Array(outer * kept * inner)
  for (let o = 0; o < outer; o++) {
    for (let r = 0; r < repeats; r++) {
      indices.forEach((unit, i) => {
        const from = (o * length + r * units + unit) * inner
        const to = (o * kept + r * indices.length + i) * inner
        const factor = factors ? factors[i] : 1
        for (let at = 0; at < inner; at++) chosen[to + at] = factor * values[from + at]
      })
    }
  }
  return { shape: shape.map((size, at) => (at === axis ? kept : size)), values: chosen }
}

/** Rows of the same units, one block to the right of the other. */
export function joinedRows(units: number, blocks: readonly Float64Array[]): UnitRows {
  return sideBySide(
    units,
    blocks.map(values => ({ values, width: values.length / units })),
  )
}

/** `units × (all other entries)`, row-major, of an axis as above. */
export function rowsOfUnits({ shape, values }: WeightArray, axis: number, units: number): Float64Array {
  return Float64Array.from(placesOfUnits(shape, axis, units), place => values[place])
}

/** The array of which these are the rows of units. */
export function fromRowsOfUnits(
  rows: Float64Array,
  shape: readonly number[],
  axis: number,
  units: number,
): WeightArray {
  const values = new Float32Array(rows.length)
  placesOfUnits(shape, axis, units).forEach((place, at) => {
    values[place] = rows[at]
  })
  return { shape, values }
}

/** Where in an array the entries are that belong to each unit, unit after unit. */
function placesOfUnits(shape: readonly number[], axis: number, units: number): Uint32Array {
  const length = shape[axis]
  const repeats = length / units
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  const outer = shape.slice(0, axis).reduce((product, size) => product * size, 1)
  const places = new Uint32Array(outer * length * inner)
  let to = 0
  for (let unit = 0; unit < units; unit++) {
    for (let o = 0; o < outer; o++) {
      for (let r = 0; r < repeats; r++) {
        const from = (o * length + r * units + unit) * inner
        for (let at = 0; at < inner; at++) places[to++] = from + at
      }
    }
  }
  return places
}
