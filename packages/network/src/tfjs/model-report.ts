import {
  type LayersModel,
  model as modelOf,
  type SymbolicTensor,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs'
import type { Basis } from '../units/unit-choice.js'
import { MultiHeadAttention } from './attention/multi-head-attention.js'
import { batchesOf, type CalibrationData } from './calibration.js'
import { inputShapes, outputShapes, product } from './layer-shapes.js'
import type { LeftLayer } from './unit-runs.js'

/** What a model, or a layer, costs. */
export interface Cost {
  readonly parameters: number
  /** Of the parameters, as 32-bit floats. */
  readonly bytes: number
  /** For one row, of dense and convolutional layers; axes of unknown length count as 1. */
  readonly multiplyAdds: number
}

/** What a layer costs, before and after. */
export interface LayerReport {
  readonly layer: string
  readonly before: Cost
  readonly after: Cost
}

export interface RunReport {
  /** The layer whose units were chosen among. */
  readonly layer: string
  readonly unitsBefore: number
  readonly unitsAfter: number
  /** Units that added nothing, and were dropped. */
  readonly deadUnits: number
  /** `'given'`: they were given; `'alive'`: all that add anything stay. */
  readonly by: Basis | 'given' | 'alive'
  /** Whether the units then left their places. */
  readonly moved: boolean
  /**
   * How far the outputs of the layers that take the units in are from what they were before this layer was narrowed, over their
   * length, once the units have their places; nothing without calibration data.
   */
  readonly outputError?: OutputError
  /** Of the sums that are kept exactly, where some are. */
  readonly momentResidual?: number
}

export interface QueryKeyReport {
  readonly layer: string
  /** Length of the queries and keys of every head. */
  readonly before: number
  readonly after: number
}

/** `heldOut` is missing where there are no rows but those of the calibration. */
export interface OutputError {
  readonly calibration: number
  readonly heldOut?: number
}

export interface ModelReport {
  readonly before: Cost
  readonly after: Cost
  /** Of all layers with weights, in the order of the model. */
  readonly layers: readonly LayerReport[]
  readonly runs: readonly RunReport[]
  /** Attention whose queries and keys became shorter, to the rank of their products and without error. */
  readonly queryKeys: readonly QueryKeyReport[]
  /** Layers with units that are as they were, and why. */
  readonly left: readonly LeftLayer[]
  /**
   * Distance of the outputs from those of the given model, over their length: on the calibration data, by which the units were
   * chosen, and on rows that had no part in it.
   */
  readonly outputError?: OutputError
  /** The same after the kernels were corrected by least squares. */
  readonly correctedError?: OutputError
}

/** Costs of a model and of what it became, whose layers have the same names. */
export function costsOf(
  model: LayersModel,
  narrow: LayersModel,
): Pick<ModelReport, 'before' | 'after' | 'layers'> {
  const layers = model.layers
    .map(layer => ({
      layer: layer.name,
      before: layerCost(layer, model),
      after: layerCost(narrow.getLayer(layer.name), narrow),
    }))
    .filter(({ before }) => before.parameters > 0)
  const total = (when: 'before' | 'after'): Cost => {
    const sum = (name: keyof Cost) => layers.reduce((all, layer) => all + layer[when][name], 0)
    return { parameters: sum('parameters'), bytes: sum('bytes'), multiplyAdds: sum('multiplyAdds') }
  }
  return { before: total('before'), after: total('after'), layers }
}

function layerCost(layer: LayersModel['layers'][number], model: LayersModel): Cost {
  const parameters = layer.weights.reduce((total, weight) => total + product(weight.shape), 0)
  return { parameters, bytes: 4 * parameters, multiplyAdds: layerWork(layer, model) }
}

/** Every entry of a kernel is used once for each place of the output, in every call of a shared layer. */
function layerWork(layer: LayersModel['layers'][number], model: LayersModel): number {
  if (layer instanceof MultiHeadAttention) return attentionWork(layer, model)
  const kind = layer.getClassName()
  if (!['Dense', 'Conv1D', 'Conv2D', 'WeightedDense'].includes(kind)) return 0
  const [kernel] = layer.getWeights()
  return outputShapes(layer, model).reduce(
    (total, shape) => total + kernel.size * product(shape.slice(1, -1)),
    0,
  )
}

/** Every projection once for each place, and two products of every query with all places. */
function attentionWork(layer: MultiHeadAttention, model: LayersModel): number {
  const { numHeads, keyDim, valueDim, useBias } = layer.options
  const kernels = layer.getWeights().filter((_, at) => !useBias || at % 2 === 0)
  return inputShapes(layer, model).reduce((total, [query, value = query]) => {
    const [queries, places] = [query[1] ?? 1, value[1] ?? 1]
    const projections = kernels.map(({ size }, i) => size * (i === 1 || i === 2 ? places : queries))
    const products = queries * places * numHeads * (keyDim + valueDim)
    return total + projections.reduce((sum, next) => sum + next, products)
  }, 0)
}

/** `‖f - g‖ / ‖f‖` over all outputs and rows. */
function outputError(wide: LayersModel, narrow: LayersModel, data: CalibrationData): number {
  let difference = 0
  let whole = 0
  for (const batch of batchesOf(data)) {
    const [lost, all] = tidy(() => {
      const [a, b] = [wide, narrow].map(model => listOf(model.predictOnBatch([...batch])))
      const total = (values: readonly Tensor[]) =>
        values.map(value => sum(value.square())).reduce((first, next) => first.add(next))
      return [total(a.map((value, i) => value.sub(b[i]))), total(a)].map(value => value.dataSync()[0])
    })
    difference += lost
    whole += all
  }
  return Math.sqrt(difference / (whole || 1))
}

/** The same, on the calibration data and on rows set aside, where there are such. */
export function outputErrors(
  wide: LayersModel,
  narrow: LayersModel,
  data: CalibrationData,
  heldOut: CalibrationData | undefined,
): OutputError {
  return {
    calibration: outputError(wide, narrow, data),
    ...(heldOut && { heldOut: outputError(wide, narrow, heldOut) }),
  }
}

/** The part of a model that ends with some of its layers, each of which is called once. It shares their weights. */
export function partTo(model: LayersModel, layers: readonly string[]): LayersModel {
  const outputs = layers.map(name => model.getLayer(name).output as SymbolicTensor)
  return modelOf({ inputs: model.inputs, outputs })
}

function listOf(outputs: Tensor | Tensor[]): readonly Tensor[] {
  return Array.isArray(outputs) ? outputs : [outputs]
}
