import { comparisonJob } from '../comparison/comparison-job.js'
import { ALL_COMPARISONS } from '../comparisons/all-comparisons.js'
import { downloadSize } from './download-size.js'
import { fig2 } from './fig-2.js'
import type { Job } from './job.js'
import { labelledRows } from './labelled-rows.js'
import { planAccuracy } from './plan-accuracy.js'
import { quickstart } from './quickstart.js'
import { stream } from './stream.js'
import { timeByFeatures } from './time-by-features.js'
import { timeBySize } from './time-by-size.js'

/** In the order in which they run. */
export const ALL_JOBS: readonly Job[] = [
  ...ALL_COMPARISONS.map(comparisonJob),
  quickstart,
  stream,
  labelledRows,
  timeBySize,
  timeByFeatures,
  fig2,
  planAccuracy,
  downloadSize,
]

/** Whether `job` or `job/part` holds the text; everything does if there is none. */
export function isWanted(text: string | undefined, job: string, part?: string): boolean {
  return text === undefined || (part === undefined ? job : `${job}/${part}`).includes(text)
}

/** The jobs of which anything is wanted. */
export function jobsMatching(jobs: readonly Job[], text: string | undefined): readonly Job[] {
  return jobs.filter(
    ({ name, parts }) => isWanted(text, name) || parts.some(part => isWanted(text, name, part)),
  )
}
