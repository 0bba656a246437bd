import type { Operation } from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'

/** A backend that keeps account of how long its operations take. */
export interface TimedBackend extends ComposedBackend {
  /** Seconds of an operation so far. */
  secondsOf(operation: Operation): number
}

export function timedBackend(backend: ComposedBackend): TimedBackend {
  const seconds = new Map<Operation, number>()
  return {
    ...backend,
    run(operation, request) {
      const start = performance.now()
      return backend.run(operation, request).finally(() => {
        const taken = (performance.now() - start) / 1000
        seconds.set(operation, (seconds.get(operation) ?? 0) + taken)
      })
    },
    secondsOf: operation => seconds.get(operation) ?? 0,
  }
}
