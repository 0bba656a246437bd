import type { MaybePromise, WeightedSet } from '@polylog/core'

/** What a contestant is asked for. */
export interface Goal {
  /** At most so many points. */
  readonly size: number
  readonly order: number
}

/** What it hands back. The set is judged; the rest is what it says of itself, if it does. */
export interface Outcome {
  readonly set: WeightedSet
  readonly order?: number
  readonly passes?: number
  /** Largest over its own cells. */
  readonly momentResidual?: number
  /** Of the work alone, by who works in a process of its own; the call is timed otherwise. */
  readonly seconds?: number
  /** The same for the bytes by which the process grew. */
  readonly peakBytes?: number
}

/** Whoever turns many points into few: polylog in one of its settings, a peer, a baseline. */
export interface Contestant {
  readonly name: string
  /** Whether the figures asked of a job are asked of it, and of which step of quality. */
  readonly asked?: string
  /** The contestant that shows what the backend alone gains: the same work on `backend-cpu`. */
  readonly onCpu?: string
  /** Draws at most, of those who are slow. */
  readonly draws?: number
  /** Whether one draw takes minutes, for which a quick run has no time; false by default. */
  readonly slow?: boolean
  /** Whether runs before the first timed one make it faster; true by default. */
  readonly warmsUp?: boolean
  /**
   * All of this call is timed. The input is not written to.
   *
   * @throws NotRun if it cannot take part; the others go on
   */
  compress(input: WeightedSet, goal: Goal, seed: number): Promise<Outcome>
  /** Frees what it holds; it can be used again. */
  dispose?(): MaybePromise<void>
}

/** Why a contestant does not take part: its table says so. */
export class NotRun extends Error {
  override readonly name = 'NotRun'
}
