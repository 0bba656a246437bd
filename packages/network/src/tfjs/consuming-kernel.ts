import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs'
import { headContexts } from './attention/head-contexts.js'
import { MultiHeadAttention } from './attention/multi-head-attention.js'
import { inputOf } from './layer-shapes.js'
import type { ModelWeights, WeightArray } from './model-weights.js'
import type { LayerTopology } from './topology.js'

/** The place, among a layer's weights, of the kernel by which units are summed: of an attention, that of the outputs. */
export function consumingPlace({ className, config }: LayerTopology): number {
  if (className !== MultiHeadAttention.className) return 0
  return config.use_bias ? 6 : 3
}

export function consumingKernel(weights: ModelWeights, layer: LayerTopology): WeightArray {
  return weights.get(layer.name)![consumingPlace(layer)]
}

/** All weights of a layer, with another such kernel. */
export function withArray(
  weights: ModelWeights,
  layer: LayerTopology,
  kernel: WeightArray,
): readonly WeightArray[] {
  const place = consumingPlace(layer)
  return weights.get(layer.name)!.map((array, at) => (at === place ? kernel : array))
}

/** The axis of that kernel along which units come in. */
export function incomingAxis({ className }: LayerTopology, { shape }: WeightArray): number {
  return className === MultiHeadAttention.className ? 0 : shape.length - 2
}

/** What that kernel is multiplied by, as a model that puts it out names it. */
export function consumedBy(model: LayersModel, { name, className }: LayerTopology): SymbolicTensor {
  return className === MultiHeadAttention.className
    ? headContexts(model.getLayer(name))
    : inputOf(model, name)
}
