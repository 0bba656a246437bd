/** Work goes on at most this long, in milliseconds, without giving way. */
const BREATH_MS = 25

/**
 * For long work on one thread: a function that gives way to timers and signals wherever some time has passed since it
 * last did, and rejects with the signal's reason once that is aborted.
 */
export function createBreathing(): (signal?: AbortSignal) => Promise<void> {
  let last = performance.now()
  return async signal => {
    if (performance.now() - last >= BREATH_MS) {
      await new Promise(resolve => setTimeout(resolve, 0))
      last = performance.now()
    }
    signal?.throwIfAborted()
  }
}

/** Takes all steps of a computation without a pause. */
export function withoutPause<Result>(steps: Generator<void, Result>): Result {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/**
 * Takes all steps of a long computation, and gives way between them.
 *
 * @returns what the last step returns; rejects with the signal's reason if aborted
 */
export async function stepByStep<Result>(
  steps: Generator<void, Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const breathe = createBreathing()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await breathe(signal)
  }
}
