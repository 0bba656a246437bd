import type { WeightedSet } from '@polylog/core'
import type { Contestant, Goal } from '../contestants/contestant.js'
import type { Peer } from '../contestants/peer.js'
import type { Verdict } from '../jobs/job.js'
import type { Measurement } from './measurement.js'

/** One task that all contestants are given, on the same seeded draws. */
export interface Comparison {
  readonly name: string
  readonly claim: string
  readonly goal: Goal
  /** How many draws, of seeds 0, 1, …, are timed and judged. */
  readonly draws: number
  /** Runs before them that count for nothing, on the first draw. */
  readonly warmUps: number
  readonly contestants: readonly Contestant[]
  readonly peers?: readonly Peer[]
  /** By quality: what `compress` is asked for. */
  readonly asked: Readonly<Record<string, Figures>>
  readonly published: readonly PublishedFigures[]
  /** Other figures asked, that follow from several rows. */
  verdicts?(measurements: readonly Measurement[]): readonly Verdict[]
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
  readonly residual?: number
}

/** What others report for this job, on machines of theirs. */
export interface PublishedFigures {
  readonly who: string
  readonly order?: number
  readonly size?: number
  readonly seconds?: number
  readonly error?: number
}
