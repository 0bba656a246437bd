import { type Backend, OPERATIONS, type Operation } from '@polylog/core'
import { type HardSetOptions, hardSets } from '../hard-sets.js'
import { assignSuite } from './assign-suite.js'
import { coverSuite } from './cover-suite.js'
import { ensure } from './ensure.js'
import { featureSuite } from './feature-suite.js'
import { freeNodeSuite } from './free-node-suite.js'
import { momentSuite, scaledMomentSuite } from './moment-suite.js'
import type { OperationSuite } from './operation-suite.js'
import { reduceSuite } from './reduce-suite.js'
import { reduceWholeSuite } from './reduce-whole-suite.js'
import { sameBits, snapshot } from './snapshot.js'
import { thinSuite } from './thin-suite.js'

/** Makes a backend, anew at each call. */
export type BackendFactory = () => Backend

/** One claim about a backend. */
export interface ConformanceCase {
  readonly name: string
  /** Rejects with a message that says what was found and what was expected. */
  run(): Promise<void>
}

export interface ConformanceOptions extends HardSetOptions {
  /** Seeds the hard inputs; 1 by default. */
  readonly seed?: number
}

const suites = [
  coverSuite,
  assignSuite,
  featureSuite,
  momentSuite,
  scaledMomentSuite,
  reduceSuite,
  reduceWholeSuite,
  thinSuite,
  freeNodeSuite,
] as const

/**
 * All claims that the contract makes about the operations that the backend implements; none about the others.
 * Results are compared with those of `@polylog/backend-cpu`, within 1e-12 or, if the backend declares single
 * precision, 1e-5. The factory is called once here to see the operations, and once or twice in each case; what
 * it made is disposed of, so that a run of all cases leaves nothing behind.
 */
export function conformance(factory: BackendFactory, options: ConformanceOptions = {}): ConformanceCase[] {
  const probe = factory()
  const operations = OPERATIONS.filter(operation => probe[operation] !== undefined)
  return [
    { name: 'says what it is', run: async () => checkIdentity(probe, operations) },
    { name: 'is disposed of without having been used', run: async () => probe.dispose?.() },
    ...suites.flatMap(suite =>
      // The suites differ in the types of request and result, which no case mixes.
      operations.includes(suite.operation)
        ? casesOf(factory, suite as OperationSuite<unknown, unknown>, options)
        : [],
    ),
  ]
}

function checkIdentity({ name, device, precision }: Backend, operations: readonly Operation[]): void {
  ensure(
    typeof name === 'string' && name.length > 0,
    () => `name is ${JSON.stringify(name)}, not a short text`,
  )
  ensure(typeof device === 'string', () => `device is ${JSON.stringify(device)}, not a text`)
  ensure(
    precision === 'f64' || precision === 'f32',
    () => `precision is ${JSON.stringify(precision)}, not "f64" or "f32"`,
  )
  ensure(operations.length > 0, () => `none of the operations ${OPERATIONS.join(', ')} is implemented`)
}

function casesOf<Request, Result>(
  factory: BackendFactory,
  suite: OperationSuite<Request, Result>,
  { seed = 1, ...size }: ConformanceOptions,
): ConformanceCase[] {
  const { operation, run } = suite
  const all = hardSets(seed, size)
  const generic = async () => (await suite.requests(all[0]))[0].request
  return [
    ...suite.claims.map(({ name, check }) => ({
      name: `${operation}: ${name}`,
      run: () => using(factory, check),
    })),
    ...all.map(input => ({
      name: `${operation}: ${input.name}`,
      run: () =>
        using(factory, async backend => {
          for (const { name, request, optional } of await suite.requests(input)) {
            const result = optional
              ? await unlessUnavailable(() => run(backend, request))
              : await run(backend, request)
            if (result === undefined) continue
            await suite.check({
              label: `${operation}, ${name}`,
              request,
              result,
              precision: backend.precision,
              input,
            })
          }
        }),
    })),
    {
      name: `${operation}: leaves its request as it was`,
      run: () =>
        using(factory, async backend => {
          const request = await generic()
          const before = snapshot(request)
          await run(backend, request)
          ensure(sameBits(request, before), () => `${operation} wrote to its request`)
        }),
    },
    {
      name: `${operation}: the same request gives the same bits, in memory of its own`,
      run: () =>
        using(factory, async backend => {
          const request = await generic()
          const first = await run(backend, request)
          const before = snapshot(first)
          const second = await run(backend, request)
          ensure(sameBits(second, before), () => `${operation} gave two results for one request`)
          ensure(
            sameBits(first, before),
            () => `the second call of ${operation} wrote to the result of the first`,
          )
        }),
    },
    {
      name: `${operation}: one instance outlives another`,
      run: () =>
        using(factory, async survivor => {
          const request = await generic()
          const before = await using(factory, async other => snapshot(await run(other, request)))
          const after = await run(survivor, request)
          ensure(
            sameBits(after, before),
            () => `two instances gave two results of ${operation} for one request`,
          )
        }),
    },
  ]
}

async function using<T>(factory: BackendFactory, use: (backend: Backend) => T | Promise<T>): Promise<T> {
  const backend = factory()
  try {
    return await use(backend)
  } finally {
    await backend.dispose?.()
  }
}

async function unlessUnavailable<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'unavailable') return undefined
    throw error
  }
}
