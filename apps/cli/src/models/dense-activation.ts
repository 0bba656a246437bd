import { InputError, OptionError, UnavailableError } from '@polylog/core'
import type { TensorFlow } from './load-tensors.js'

/**
 * Activations by the names of TensorFlow.js. Left out are those that mean something else elsewhere (hard sigmoid), compare units
 * (softmax), or cannot be saved and loaded (gelu_new).
 */
export const ACTIVATIONS = [
  'relu',
  'relu6',
  'tanh',
  'sigmoid',
  'elu',
  'selu',
  'softplus',
  'softsign',
  'swish',
  'mish',
  'gelu',
  'linear',
] as const

export type Activation = (typeof ACTIVATIONS)[number]

/** Nothing for a name that is not known. */
export function knownActivation(name: unknown): Activation | undefined {
  return ACTIVATIONS.find(known => known === name)
}

/**
 * The activation of a stack of dense layers: the one asked for, or else what the file says.
 *
 * @param path of the file, which errors name
 * @throws OptionError where neither is given, InputError for one that is not known, UnavailableError where TensorFlow.js is
 *   too old for it
 */
export function chosenActivation(
  asked: Activation | undefined,
  stated: string | undefined,
  path: string,
  tf: TensorFlow,
): Activation {
  if (asked === undefined && stated === undefined) {
    throw new OptionError(
      `--activation is not given, and ${path} does not say what the activation of its layers is`,
      `Give one of ${ACTIVATIONS.join(', ')}, such as --activation relu`,
    )
  }
  const activation = asked ?? knownActivation(stated)
  if (activation === undefined) {
    throw new InputError(
      `${path} says that the activation is '${stated}'`,
      `Give it with --activation, as one of ${ACTIVATIONS.join(', ')}`,
    )
  }
  if (activation in tf.serialization.SerializationMap.getMap().classNameMap) return activation
  throw new UnavailableError(
    `TensorFlow.js ${tf.version.tfjs} does not know the activation '${activation}'`,
    'Install a newer one: npm install @tensorflow/tfjs@latest',
  )
}
