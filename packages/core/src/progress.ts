export type Stage = 'choosing order' | 'covering' | 'reducing' | 'certifying'

/** One report of a long computation. */
export interface Progress {
  readonly stage: Stage
  /** Of the whole computation, from 0 to 1; never falls. */
  readonly fraction: number
  readonly secondsElapsed: number
  /** Extrapolated from what has been done; absent at the start. */
  readonly secondsLeft?: number
}

export type OnProgress = (progress: Progress) => void
