import type { WeightedSet } from '@polylog/core'
import type { Contestant, Goal } from '../contestants/contestant.js'

/** One task that all contestants are given, on the same seeded draws. */
export interface Job {
  /** Short and without spaces: `--only` looks for it. */
  readonly name: string
  /** What it shows, in a sentence. */
  readonly claim: string
  readonly goal: Goal
  /** How many draws, of seeds 0, 1, …, are timed and judged. */
  readonly draws: number
  /** Runs before them that count for nothing, on the same draws. */
  readonly warmUps: number
  readonly contestants: readonly Contestant[]
  readonly asked: Figures
  readonly published: readonly PublishedFigures[]
  /** The same seed gives the same problem. */
  draw(seed: number): Problem
}

export interface Problem {
  readonly input: WeightedSet
  /** The error by which the job judges a compressed set; 0 is perfect. */
  error(compressed: WeightedSet): number
}

/** Upper bounds. */
export interface Figures {
  /** Of the median over the draws. */
  readonly seconds?: number
  /** Of the mean over the draws. */
  readonly error?: number
  /** Of the largest over the draws. */
  readonly momentResidual?: number
}

/** What others report for this job, on machines of theirs. */
export interface PublishedFigures {
  readonly who: string
  readonly order?: number
  readonly size?: number
  readonly seconds?: number
  readonly error?: number
}
