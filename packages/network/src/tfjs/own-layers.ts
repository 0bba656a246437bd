import { serialization } from '@tensorflow/tfjs'
import { MultiHeadAttention } from './attention/multi-head-attention.js'
import { WeightedDense } from './weighted-dense.js'

/** Classes of layers that TensorFlow.js does not know. */
export const OWN_LAYERS = [WeightedDense, MultiHeadAttention] as const

/**
 * Makes those of our own classes known to TensorFlow.js that a model has, which finds no others in sequential models.
 *
 * @param classNames of the model's layers
 */
export function registerOwnLayers(classNames: ReadonlySet<string>): void {
  for (const own of OWN_LAYERS) if (classNames.has(own.className)) serialization.registerClass(own)
}
