import { cpu } from '@polylog/backend-cpu'
import {
  type Backend,
  cellBoxes,
  type FeatureRequest,
  type FeatureTable,
  featureCount,
  hasFunction,
  type Operation,
  UnavailableError,
} from '@polylog/core'
import type { OperationReport } from './compression.js'
import { defaultBackend } from './default-backend.js'

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
  /** Whether the backend that would reduce, or propose supports, has an operation that does more at once. */
  offers(operation: Operation): Promise<boolean>
  /** Requests of the operation that are worth having under way at once. */
  concurrency(operation: Operation): Promise<number>
  /** Of the operations run so far. */
  reports(): Readonly<Partial<Record<Operation, OperationReport>>>
}

/** All other operations have results that are final, and therefore ask for double precision. */
const MAY_BE_SINGLE: readonly Operation[] = ['cover', 'assign', 'features']

/** Numbers of a table of proposed features (64 MiB); larger cells go without. */
const MOST_PROPOSED = 2 ** 24

/**
 * @param backends tried in turn for every operation, the default one if there are none; `backend-cpu` does what
 *   none of them can, and what they decline with an UnavailableError
 */
export function composeBackends(backends: readonly Backend[]): ComposedBackend {
  const fallback = cpu()
  const reports: Partial<Record<Operation, OperationReport>> = {}
  let resolved: Promise<Candidates> | undefined

  const candidates = (): Promise<Candidates> => {
    resolved ??= backends.length > 0 ? Promise.resolve({ list: backends, refusals: [] }) : defaultCandidates()
    return resolved
  }

  return {
    async run(operation, request) {
      const { list, refusals } = await candidates()
      const reasons = [...refusals]
      for (const backend of [...list, fallback]) {
        const refusal = refusalOf(backend, operation)
        if (refusal) {
          reasons.push(refusal)
          continue
        }
        try {
          // Each operation's method takes its own kind of request, which TypeScript cannot follow through the key.
          const method = backend[operation] as unknown as (request: unknown) => never
          const result = await method.call(backend, request)
          reports[operation] = {
            ran: `${backend.name} (${backend.device})`,
            ...(reasons.length > 0 && { reason: reasons.join('; ') }),
          }
          return result
        } catch (error) {
          if (!(error instanceof UnavailableError) || backend === fallback) throw error
          reasons.push(error.problem)
        }
      }
      throw new UnavailableError(`No backend has ${operation}`, 'Use backend-cpu, which has all operations')
    },
    async concurrency(operation) {
      const { list } = await candidates()
      return list.find(backend => !refusalOf(backend, operation))?.concurrency ?? 1
    },
    async offers(operation) {
      const able = reducerOf(await candidates())
      return able !== undefined && !refusalOf(able, operation)
    },
    async propose(request) {
      const able = reducerOf(await candidates())
      if (!able?.features || able.precision !== 'f32' || hasFunction(request.map)) return undefined
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

/** Backends to try, and why others are not among them. */
interface Candidates {
  readonly list: readonly Backend[]
  readonly refusals: readonly string[]
}

/** The first backend that reduces, or evaluates features from which supports can be proposed. */
function reducerOf({ list }: Candidates): Backend | undefined {
  return list.find(backend => backend.features || !refusalOf(backend, 'reduce'))
}

async function defaultCandidates(): Promise<Candidates> {
  const found = await defaultBackend()
  return typeof found === 'string' ? { list: [], refusals: [found] } : { list: [found], refusals: [] }
}

function refusalOf(backend: Backend, operation: Operation): string | undefined {
  if (!backend[operation]) return `${backend.name} has no ${operation}`
  if (backend.precision === 'f32' && !MAY_BE_SINGLE.includes(operation)) {
    return `${backend.name} is of single precision`
  }
  return undefined
}
