import { cpu } from '@polylog/backend-cpu'
import type { Backend, Operation } from '@polylog/core'
import type { OperationReport } from './compression.js'

type Method<O extends Operation> = NonNullable<Backend[O]>

/** Several backends as one that does everything, and keeps account of what ran where. */
export interface ComposedBackend {
  run<O extends Operation>(
    operation: O,
    request: Parameters<Method<O>>[0],
  ): Promise<Awaited<ReturnType<Method<O>>>>
  /** Of the operations run so far. */
  reports(): Readonly<Partial<Record<Operation, OperationReport>>>
}

/** Operations whose result is final, and therefore asks for double precision. */
const NEEDS_DOUBLE: readonly Operation[] = ['moments', 'reduce']

/** @param backends tried in turn for every operation; `backend-cpu` does what none of them can */
export function composeBackends(backends: readonly Backend[]): ComposedBackend {
  const fallback = cpu()
  const reports: Partial<Record<Operation, OperationReport>> = {}

  const refusal = (backend: Backend, operation: Operation): string | undefined => {
    if (!backend[operation]) return `${backend.name} has no ${operation}`
    if (backend.precision === 'f32' && NEEDS_DOUBLE.includes(operation)) {
      return `${backend.name} is of single precision`
    }
    return undefined
  }

  return {
    async run(operation, request) {
      const refusals = backends.map(backend => refusal(backend, operation))
      const chosen = backends[refusals.indexOf(undefined)] ?? fallback
      const reason = refusals.slice(0, backends.includes(chosen) ? backends.indexOf(chosen) : undefined)
      reports[operation] = {
        ran: `${chosen.name} (${chosen.device})`,
        ...(reason.length > 0 && { reason: reason.join('; ') }),
      }
      // Each operation's method takes its own kind of request, which TypeScript cannot follow through the key.
      const method = chosen[operation] as unknown as (request: unknown) => never
      return await method.call(chosen, request)
    },
    reports: () => ({ ...reports }),
  }
}
