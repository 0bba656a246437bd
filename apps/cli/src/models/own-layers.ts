import { InputError } from '@polylog/core'
import type { TensorFlow } from './load-tensors.js'
import { type DescribedLayer, visitLayers } from './visit-layers.js'

/** Makes the layers of @polylog/network known to TensorFlow.js, so that saved models may hold them. */
export async function registerOwnLayers(tf: TensorFlow): Promise<void> {
  const { OWN_LAYERS } = await import('@polylog/network/tfjs')
  for (const own of OWN_LAYERS) tf.serialization.registerClass(own)
}

/**
 * Keras has an attention of the same name, to which it hands values and masks as arguments of the call. TensorFlow.js would
 * pass over them, and the model would be another.
 *
 * @param topology of the model
 * @throws InputError naming the layer and the arguments
 */
export function checkOwnLayers(topology: unknown, path: string): void {
  visitLayers(topology, layer => {
    const found = layer.class_name === 'MultiHeadAttention' ? callArguments(layer) : []
    if (found.length === 0) return
    throw new InputError(
      `Layer ${layer.config?.name} of ${path}, an attention, is called with the arguments ${found.join(', ')} of Keras, which TensorFlow.js passes over`,
      'Make the model anew with multiHeadAttention of @polylog/network/tfjs, which takes queries, values, keys and a mask as a list, and give it the same weights',
    )
  })
}

function callArguments({ inbound_nodes: nodes }: DescribedLayer): readonly string[] {
  if (!Array.isArray(nodes)) return []
  const given = nodes
    .flat()
    .map((input: unknown) => (Array.isArray(input) ? (input[3] as unknown) : undefined))
  return [...new Set(given.flatMap(found => Object.keys(found ?? {})))]
}
