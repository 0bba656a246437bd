/** Ctrl-C, or a polite kill. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  constructor(readonly killedBy: NodeJS.Signals) {
    super(`Interrupted by ${killedBy}; nothing was written`)
  }
}

export interface Interruption {
  readonly signal: AbortSignal
  /** Stops listening. */
  dispose(): void
}

const LISTENED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * A signal that fires on the first SIGINT, SIGTERM or SIGHUP. A second one leaves at once, after `cleanUp`:
 * for a run that is too deep in a computation to notice the first.
 */
export function listenForInterruption(cleanUp: () => void): Interruption {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      cleanUp()
      process.exit(exitCodeOf(name))
    }
    controller.abort(new InterruptedError(name))
  }
  for (const name of LISTENED) process.on(name, onSignal)
  return {
    signal: controller.signal,
    dispose() {
      for (const name of LISTENED) process.off(name, onSignal)
    },
  }
}

/** 128 + the number of the signal, as shells have it. */
export function exitCodeOf(name: NodeJS.Signals): number {
  return 128 + ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[name as string] ?? 0)
}

export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason))
}

/** Lets signals be heard between two pieces of computation. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  signal.throwIfAborted()
}
