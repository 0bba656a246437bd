import { type Backend, OptionError, UnavailableError } from '@polylog/core'
import { assign } from './assign.js'
import { features } from './features.js'
import type { TensorFlow } from './tensor-flow.js'

export interface TfjsOptions {
  /**
   * The namespace of `@tensorflow/tfjs-core` or `@tensorflow/tfjs`, loaded by the caller, who also imports and
   * chooses the engine (`await tf.setBackend('wasm')`). Its engine is used as it is and never changed.
   */
  readonly tf: TensorFlow
}

/**
 * A backend of single precision on whatever TensorFlow.js runs on. It evaluates polynomial features, linear
 * forms and their sums, and assigns points to centres. Coordinates are centred and scaled in double precision
 * before they are sent. All tensors are freed before a result is returned.
 *
 * Its methods throw UnavailableError where the engine has no backend or computes in 16 bits, and for feature
 * maps that hold a function.
 *
 * @throws OptionError without `tf`
 */
export function tfjs({ tf }: TfjsOptions): Backend {
  if (typeof tf?.tidy !== 'function') {
    throw new OptionError(
      'tfjs() was not given TensorFlow.js',
      "Load it and hand it in: tfjs({ tf: await import('@tensorflow/tfjs-core') })",
    )
  }
  return {
    name: 'tfjs',
    get device() {
      return tf.getBackend() ?? 'no engine yet'
    },
    precision: 'f32',
    async features(request) {
      await engineReady(tf)
      return features(tf, request)
    },
    async assign(request) {
      await engineReady(tf)
      return assign(tf, request)
    },
  }
}

async function engineReady(tf: TensorFlow): Promise<void> {
  try {
    await tf.ready()
  } catch (cause) {
    throw new UnavailableError(
      'TensorFlow.js has no engine to run on',
      "Import one, such as '@tensorflow/tfjs-backend-cpu', and choose it with tf.setBackend",
      { cause },
    )
  }
  if (tf.backend().floatPrecision() === 16) {
    throw new UnavailableError(
      `The engine '${tf.getBackend()}' of TensorFlow.js computes in 16 bits on this device`,
      'Choose another engine with tf.setBackend, such as wasm',
    )
  }
}
