import type { Preset } from '../study.js'
import type { BesselTask } from '../training/bessel-task.js'
import type { FollowedRule } from '../training/follow-wide.js'
import { RULES } from '../training/optimisers.js'

/** `J_n(f r) cos(n θ)` with noise: that of the authors takes thousands of steps to learn anything of, and a smoother one. */
export const TASKS: Readonly<Record<Preset, BesselTask>> = {
  quick: { order: 2, frequency: 8, noise: 0.2 },
  full: { order: 6, frequency: 20, noise: 0.2 },
}
export const ROWS = 100_000
export const BATCH = 512
export const RECORDS = 30

export interface Size {
  readonly wide: number
  readonly narrow: number
  readonly steps: number
  /** Of the authors' rates, who take 588,000 steps; not of those that go by the width. */
  readonly rates: number
}

const THEIR_WIDTH = 10_000

export const SIZES: Readonly<Record<Preset, Size>> = {
  quick: { wide: 2048, narrow: 256, steps: 1500, rates: 10 },
  full: { wide: THEIR_WIDTH, narrow: 1000, steps: 30_000, rates: 1 },
}

export interface Rule extends FollowedRule {
  readonly title: string
  /** Whether steps that do not diverge are as much smaller as the network is wider: then it is the rate times the width that is theirs. */
  readonly goesByWidth?: boolean
  /** Test errors of the authors: wide, compressed, their subnetwork. */
  readonly theirs: readonly [number, number, number]
}

/** With the authors' rates. */
export const OPTIMISERS: readonly Rule[] = [
  { title: 'SGD', create: RULES.sgd, rate: 1e-3, goesByWidth: true, theirs: [9.586e-3, 9.985e-3, 12.75e-3] },
  { title: 'Adam', create: RULES.adam, rate: 1e-4, theirs: [3.29e-4, 3.87e-4, 15.4e-4] },
  { title: 'AdamW', create: RULES.adam, rate: 1e-4, decay: 0.01, theirs: [3.99e-4, 4.6e-4, 26e-4] },
  { title: 'Adamax', create: RULES.adamax, rate: 5e-5, theirs: [5.05e-4, 6.77e-4, 43.9e-4] },
  { title: 'Rprop', create: RULES.rprop, rate: 1e-2, theirs: [3.59e-3, 4.03e-3, 11.1e-3] },
  { title: 'RMSprop', create: RULES.rmsprop, rate: 3e-5, theirs: [2.19e-3, 2.04e-3, 2.81e-3] },
  { title: 'RMSprop, faster', create: RULES.rmsprop, rate: 1e-4, theirs: [3.96e-3, 4.13e-3, 1.62e-3] },
]

export function rateOf({ rate, goesByWidth }: Rule, { wide, rates }: Size): number {
  return goesByWidth ? (rate * THEIR_WIDTH) / wide : rate * rates
}

/** Those of the quick preset: one of each kind. */
const FEW: readonly string[] = ['SGD', 'Adam', 'RMSprop']

export const optimisersOf = (preset: Preset): readonly Rule[] =>
  preset === 'full' ? OPTIMISERS : OPTIMISERS.filter(({ title }) => FEW.includes(title))
