import type { Figures } from './comparison.js'

/** What one contestant did in one comparison, over its draws; or why it did not. */
export interface Measurement {
  readonly job: string
  readonly contestant: string
  readonly notRun?: string
  readonly draws: number
  /** One for each draw, in order of the seeds. */
  readonly seconds: readonly number[]
  readonly errors: readonly number[]
  /** Of the median draw. */
  readonly medianSeconds?: number
  /** Mean over the draws. */
  readonly error?: number
  /** Largest over the draws, over the whole and over the contestant's own cells. */
  readonly residual?: number
  /** Points of the largest result. */
  readonly size?: number
  /** The different ones, ascending; none if the contestant names none. */
  readonly orders: readonly number[]
  readonly passes: readonly number[]
  /** Bytes by which a process grew that did nothing else. */
  readonly peakBytes?: number
  /** How many times faster than the authors' algorithm, and than the same work on one thread of backend-cpu. */
  readonly overAuthors?: number
  readonly overCpu?: number
  readonly asked?: Figures
  /** Which of the figures asked it missed. */
  readonly missed?: readonly (keyof Figures)[]
}

/** The names of the figures asked that are exceeded, or not known. */
export function figuresMissed(reached: Figures, asked: Figures): readonly (keyof Figures)[] {
  const names: readonly (keyof Figures)[] = ['seconds', 'error', 'residual']
  return names.filter(name => asked[name] !== undefined && !(Number(reached[name]) <= asked[name]))
}
