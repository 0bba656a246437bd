import type { PlannedWork } from './planned-work.js'
import type { Pass } from './schedule.js'

/** Seconds per predicted multiply-add of each kind of work, on one thread. */
export interface Rates {
  readonly covering: number
  readonly reducing: number
  readonly thinning: number
  readonly certifying: number
}

/** A request of less work than this is not worth sharing. */
const SHARED_WORK = 1e7

/** Of a further worker, since tasks are prepared on the calling thread and never end all at once. */
const WORKER_SHARE = 0.8

/**
 * @param workers that share the cells, or parts, of a pass
 */
export function predictedSeconds(
  { passes, works, certifying }: PlannedWork,
  rates: Rates,
  workers: number,
): number {
  return works.reduce(
    (seconds, { covering, reducing, thinning }, i) =>
      seconds +
      covering * rates.covering +
      sharedWork(reducing, workers) * rates.reducing +
      (isParted(passes[i]) ? sharedWork(thinning, workers) : thinning) * rates.thinning,
    sharedWork(certifying, workers) * rates.certifying,
  )
}

/** Work that takes one thread as long as this does several workers. */
export function sharedWork(work: number, workers: number): number {
  return work > SHARED_WORK ? work / (1 + WORKER_SHARE * (workers - 1)) : work
}

function isParted(pass: Pass): boolean {
  return 'parts' in pass && pass.parts > 1
}
