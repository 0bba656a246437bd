import type { Job } from './job.js'
import { m3Auto3M } from './m3-auto-3m.js'
import { m3k5d8000 } from './m3-k5-8000.js'
import { m3k5OneCell } from './m3-k5-one-cell.js'
import { m5k5d8000 } from './m5-k5-8000.js'

/** In the order in which they run. */
export const ALL_JOBS: readonly Job[] = [m3k5d8000, m5k5d8000, m3k5OneCell, m3Auto3M]

/**
 * The jobs, each with only those contestants for which `job name/contestant name` holds the text; jobs without
 * any are left out.
 */
export function jobsMatching(jobs: readonly Job[], text: string): readonly Job[] {
  return jobs
    .map(job => ({
      ...job,
      contestants: job.contestants.filter(({ name }) => `${job.name}/${name}`.includes(text)),
    }))
    .filter(({ contestants }) => contestants.length > 0)
}
