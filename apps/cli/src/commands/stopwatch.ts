/** Seconds spent in the parts of a run. */
export interface Stopwatch {
  /** Ends a part. */
  lap(part: string): void
  /** Seconds by part, and in `total` since the process started. */
  seconds(): Readonly<Record<string, number>>
}

export function createStopwatch(): Stopwatch {
  const parts: Record<string, number> = {}
  let last = performance.now()
  return {
    lap(part) {
      const now = performance.now()
      parts[part] = (now - last) / 1000
      last = now
    },
    seconds: () => ({ ...parts, total: performance.now() / 1000 }),
  }
}
