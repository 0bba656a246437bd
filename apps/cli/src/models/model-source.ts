import type { LayersModel } from '@tensorflow/tfjs'
import { type Activation, chosenActivation } from './dense-activation.js'
import { modelOfStack } from './dense-model.js'
import { type DenseStack, stackOfTensors } from './dense-stack.js'
import type { TensorFlow } from './load-tensors.js'
import { readBytes } from './read-bytes.js'
import { readModel } from './read-model.js'
import { parseSafetensors } from './safetensors.js'

/** A model, and what its file calls its layers if it is one of safetensors. */
export interface ModelSource {
  /** The caller disposes of it. */
  readonly model: LayersModel
  readonly stack?: DenseStack
}

/** Whether a path is that of a safetensors file, by its extension. */
export function isSafetensors(path: string): boolean {
  return /\.safetensors$/i.test(path)
}

/**
 * The model of a `model.json`, or of a safetensors file of dense layers.
 *
 * @param activation of the layers in a safetensors file; by default what the file says
 * @throws InputError for files that cannot be read, or hold what is not known
 * @throws OptionError for an activation that neither is given nor stands in the file
 */
export async function readSource(
  path: string,
  activation: Activation | undefined,
  tf: TensorFlow,
): Promise<ModelSource> {
  if (!isSafetensors(path)) return { model: await readModel(path, tf) }
  const bytes = await readBytes(path, 'the model', 'Name a file that safetensors saved')
  const stack = stackOfTensors(parseSafetensors(bytes, path), path)
  return { model: modelOfStack(stack, chosenActivation(activation, stack.activation, path, tf), tf), stack }
}
