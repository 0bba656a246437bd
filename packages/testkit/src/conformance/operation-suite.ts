import type { Backend, Operation } from '@polylog/core'
import type { HardSet } from '../hard-sets.js'

export interface NamedRequest<Request> {
  readonly name: string
  readonly request: Request
  /** A backend may decline it with an UnavailableError. */
  readonly optional?: boolean
}

export interface Outcome<Request, Result> {
  /** Operation and request, for messages. */
  readonly label: string
  readonly request: Request
  readonly result: Result
  readonly precision: Backend['precision']
  readonly input: HardSet
}

/** What the contract says of one operation. */
export interface OperationSuite<Request, Result> {
  readonly operation: Operation
  run(backend: Backend, request: Request): Promise<Result>
  /** Requests on one hard set; the first is one that every backend must be able to serve. */
  requests(input: HardSet): Promise<readonly NamedRequest<Request>[]>
  /** Throws if the result is not what the contract says. */
  check(outcome: Outcome<Request, Result>): void | Promise<void>
  /** Claims about fixed inputs. */
  readonly claims: readonly { readonly name: string; check(backend: Backend): Promise<void> }[]
}

/** Relative error granted to sums and features. */
export const TOLERANCE = { f64: 1e-12, f32: 1e-5 } as const
