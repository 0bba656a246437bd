import type { OnProgress, Stage } from '@polylog/core'

/** Counts work in predicted operations, reports it, and lets aborts in. */
export interface ProgressMeter {
  /** Work to come, in any unit. */
  expect(work: number): void
  /** Work done. Gives way to timers and signals; rejects with the signal's reason if aborted. */
  done(stage: Stage, work: number): Promise<void>
  readonly seconds: () => number
}

/** Work goes on at most this long without giving way. */
const BREATH_MS = 25

export function createProgressMeter(signal?: AbortSignal, onProgress?: OnProgress): ProgressMeter {
  const start = performance.now()
  let expected = 0
  let finished = 0
  let highest = 0
  let lastBreath = start
  signal?.throwIfAborted()
  return {
    expect(work) {
      expected += work
    },
    async done(stage, work) {
      finished += work
      const now = performance.now()
      if (onProgress) {
        highest = Math.max(highest, Math.min(1, expected > 0 ? finished / expected : 0))
        const secondsElapsed = (now - start) / 1000
        const secondsLeft = highest > 0 ? (secondsElapsed * (1 - highest)) / highest : undefined
        onProgress({ stage, fraction: highest, secondsElapsed, secondsLeft })
      }
      if (now - lastBreath >= BREATH_MS) {
        await new Promise(resolve => setTimeout(resolve, 0))
        lastBreath = performance.now()
      }
      signal?.throwIfAborted()
    },
    seconds: () => (performance.now() - start) / 1000,
  }
}
