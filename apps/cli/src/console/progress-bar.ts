import { SingleBar } from 'cli-progress'
import { duration } from './figures.js'

/** What a person at a terminal sees while waiting. */
export interface ProgressBar {
  /** `fraction` of the whole run, from 0 to 1. */
  update(stage: string, fraction: number, secondsLeft?: number): void
  stop(): void
}

const SILENT: ProgressBar = { update: () => {}, stop: () => {} }

/** A bar on a terminal, from the first update on; nothing at all anywhere else. */
export function createProgressBar(stream: NodeJS.WriteStream, quiet: boolean): ProgressBar {
  if (quiet || !stream.isTTY) return SILENT
  const bar = new SingleBar({
    stream,
    format: '{stage} {bar} {percentage} % {left}',
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    gracefulExit: false,
  })
  let started = false
  return {
    update(stage, fraction, secondsLeft) {
      const left = secondsLeft === undefined ? '' : `${duration(secondsLeft)} left`
      const payload = { stage: stage.padEnd(16), left }
      if (!started) bar.start(1, 0, payload)
      started = true
      bar.update(Math.min(1, fraction), payload)
    },
    stop: () => bar.stop(),
  }
}
