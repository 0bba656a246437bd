import { cpu } from '@polylog/backend-cpu'
import { wasm } from '@polylog/backend-wasm'
import type { Backend, MaybePromise } from '@polylog/core'

/** A backend under the name that tables give it. */
export interface NamedBackend {
  readonly name: string
  /** What `compress` is given; nothing for its own choice. */
  create(): MaybePromise<Backend | undefined>
}

/** What clients get who name no backend: the figures asked are asked of it. */
export const byDefault: NamedBackend = { name: 'polylog', create: () => undefined }

export const onCpu: NamedBackend = { name: 'polylog cpu', create: cpu }

export const wasmOnOneThread: NamedBackend = {
  name: 'polylog wasm, 1 thread',
  create: () => wasm({ threads: 1 }),
}

/** All that do the whole work. */
export const BACKENDS: readonly NamedBackend[] = [
  byDefault,
  wasmOnOneThread,
  { name: 'polylog wasm, 2 threads', create: () => wasm({ threads: 2 }) },
  onCpu,
]

/** Those that evaluate features and assign points elsewhere, and leave the rest to `backend-cpu`. */
export const FEATURE_BACKENDS: readonly NamedBackend[] = [
  {
    name: 'polylog tfjs (wasm)',
    async create() {
      const [tf, { tfjs }] = await Promise.all([
        import('@tensorflow/tfjs-core'),
        import('@polylog/backend-tfjs'),
      ])
      await import('@tensorflow/tfjs-backend-wasm')
      await tf.setBackend('wasm')
      return tfjs({ tf })
    },
  },
  {
    name: 'polylog gpujs',
    async create() {
      const [{ GPU }, { gpujs }] = await Promise.all([import('gpu.js'), import('@polylog/backend-gpujs')])
      return gpujs({ GPU })
    },
  },
]
