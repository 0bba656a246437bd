import { cpu } from '@polylog/backend-cpu'
import { wasm } from '@polylog/backend-wasm'
import type { Backend } from '@polylog/core'

/** A backend under the name that tables give it. */
export interface NamedBackend {
  readonly name: string
  /** What `compress` is given; nothing for its own choice. */
  create(): Backend | undefined
}

/** What clients get who name no backend: the figures asked are asked of it. */
export const byDefault: NamedBackend = { name: 'polylog', create: () => undefined }

export const onCpu: NamedBackend = { name: 'polylog cpu', create: cpu }

export const wasmOnOneThread: NamedBackend = {
  name: 'polylog wasm, 1 thread',
  create: () => wasm({ threads: 1 }),
}

/** All that are compared. */
export const BACKENDS: readonly NamedBackend[] = [
  byDefault,
  wasmOnOneThread,
  { name: 'polylog wasm, 2 threads', create: () => wasm({ threads: 2 }) },
  onCpu,
]
