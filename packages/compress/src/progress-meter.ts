import { createBreathing, type OnProgress, type Stage } from '@polylog/core'

/** Counts work in predicted operations, reports it, and lets aborts in. */
export interface ProgressMeter {
  /** Work to come, in any unit, from here on. */
  expect(work: number): void
  /** Work done. Gives way to timers and signals; rejects with the signal's reason if aborted. */
  done(stage: Stage, work: number): Promise<void>
  /** All is done. Throws the signal's reason if aborted. */
  finish(): void
  readonly seconds: () => number
}

/** What work that is predicted can reach, since predictions err; the rest is for `finish`. */
const ALMOST_ALL = 0.999

/** @param share what every work that is expected takes of the fraction that is left: less than 1 if more follows */
export function createProgressMeter(signal?: AbortSignal, onProgress?: OnProgress, share = 1): ProgressMeter {
  const start = performance.now()
  let expected = 0
  let finished = 0
  let from = 0
  let to = 0
  const breathe = createBreathing()
  signal?.throwIfAborted()

  const fraction = () => from + (to - from) * (expected > 0 ? Math.min(1, finished / expected) : 0)

  const report = (stage: Stage, reached: number, now: number) => {
    const secondsElapsed = (now - start) / 1000
    const secondsLeft = reached > 0 ? (secondsElapsed * (1 - reached)) / reached : undefined
    onProgress?.({ stage, fraction: reached, secondsElapsed, secondsLeft })
  }

  return {
    expect(work) {
      from = fraction()
      to = from + (ALMOST_ALL - from) * share
      expected = work
      finished = 0
    },
    async done(stage, work) {
      finished += work
      report(stage, fraction(), performance.now())
      await breathe(signal)
    },
    finish() {
      report('certifying', 1, performance.now())
      signal?.throwIfAborted()
    },
    seconds: () => (performance.now() - start) / 1000,
  }
}
