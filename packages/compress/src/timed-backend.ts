import type { Operation } from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'

/** A backend that keeps account of how long its operations take. */
export interface TimedBackend extends ComposedBackend {
  /** Seconds during which at least one request of the operation was under way. */
  secondsOf(operation: Operation): number
}

export function timedBackend(backend: ComposedBackend): TimedBackend {
  const clocks = new Map<Operation, { underWay: number; since: number; seconds: number }>()
  return {
    ...backend,
    run(operation, request) {
      const clock = clocks.get(operation) ?? { underWay: 0, since: 0, seconds: 0 }
      clocks.set(operation, clock)
      if (clock.underWay++ === 0) clock.since = performance.now()
      return backend.run(operation, request).finally(() => {
        if (--clock.underWay === 0) clock.seconds += (performance.now() - clock.since) / 1000
      })
    },
    secondsOf: operation => clocks.get(operation)?.seconds ?? 0,
  }
}
