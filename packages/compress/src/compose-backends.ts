import { cpu } from '@polylog/backend-cpu'
import {
  type Backend,
  cellBoxes,
  type FeatureRequest,
  type FeatureTable,
  featureCount,
  featureParts,
  type Operation,
} from '@polylog/core'
import type { OperationReport } from './compression.js'

type Method<O extends Operation> = NonNullable<Backend[O]>

/** Several backends as one that does everything, and keeps account of what ran where. */
export interface ComposedBackend {
  run<O extends Operation>(
    operation: O,
    request: Parameters<Method<O>>[0],
  ): Promise<Awaited<ReturnType<Method<O>>>>
  /**
   * Features of single precision from which the reduction may propose supports, where a backend of the list
   * offers them and no earlier one reduces by itself.
   */
  propose(request: Omit<FeatureRequest, 'frames'>): Promise<FeatureTable | undefined>
  /** Of the operations run so far. */
  reports(): Readonly<Partial<Record<Operation, OperationReport>>>
}

/** Operations whose result is final, and therefore asks for double precision. */
const NEEDS_DOUBLE: readonly Operation[] = ['moments', 'reduce']

/** Numbers of a table of proposed features (64 MiB); larger cells go without. */
const MOST_PROPOSED = 2 ** 24

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
    async propose(request) {
      const able = backends.find(backend => backend.features || !refusal(backend, 'reduce'))
      if (
        !able?.features ||
        able.precision !== 'f32' ||
        featureParts(request.map).some(part => part.kind === 'custom')
      )
        return undefined
      const rows = request.cells.permutation.length
      if (rows * featureCount(request.map, request.set.dim) > MOST_PROPOSED) return undefined
      reports.features = {
        ran: `${able.name} (${able.device})`,
        reason: 'proposes supports only: the weights are solved in double precision',
      }
      return able.features({ ...request, frames: cellBoxes(request.set, request.cells) })
    },
    reports: () => ({ ...reports }),
  }
}
