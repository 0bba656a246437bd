import type { WeightedSet } from '@polylog/core'

/** What a contestant is asked for. */
export interface Goal {
  /** At most so many points. */
  readonly size: number
  readonly order: number | 'auto'
}

/** What it hands back. The first is judged; the others are what it says of itself, if it does. */
export interface Outcome {
  readonly set: WeightedSet
  readonly order?: number
  readonly passes?: number
  readonly momentResidual?: number
}

/** Whoever turns many points into few: polylog in one of its settings, a peer, a baseline. */
export interface Contestant {
  readonly name: string
  /** Shown for comparison: no figure is asked of it. */
  readonly baseline: boolean
  /** All of this call is timed. The input is not written to. */
  compress(input: WeightedSet, goal: Goal, seed: number): Promise<Outcome>
}
