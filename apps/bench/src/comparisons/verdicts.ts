import type { Measurement } from '../comparison/measurement.js'
import { AUTHORS_HYBRID } from '../contestants/authors-hybrid/authors-hybrid.js'
import type { Verdict } from '../jobs/job.js'
import { powerText, secondsText, timesText } from '../reporting/figures.js'

/** Whether a contestant is so many times faster than the rendering of the authors' algorithm at no larger error. */
export function againstAuthors(
  measurements: readonly Measurement[],
  name: string,
  times: number,
): readonly Verdict[] {
  const authors = measurements.find(({ contestant }) => contestant === AUTHORS_HYBRID)
  const ours = measurements.find(({ contestant }) => contestant === name)
  if (authors === undefined || ours?.overAuthors === undefined) return []
  // Errors on the draws that both did: one draw more or less says little of the mean.
  const [error, theirs] = [errorOn(ours, authors.draws), errorOn(authors, ours.draws)]
  return [
    {
      figure: `${ours.job}: speed over ${AUTHORS_HYBRID}, at no larger error`,
      asked: `>= ${times} times`,
      reached: `${timesText(ours.overAuthors)} by ${name}, error ${powerText(error)} to ${powerText(theirs)}`,
      met: ours.overAuthors >= times && error <= theirs,
    },
  ]
}

/** Whether a contestant needs no more than so many seconds. */
export function withinSeconds(
  measurements: readonly Measurement[],
  name: string,
  seconds: number,
): readonly Verdict[] {
  return measurements.flatMap(({ job, contestant, medianSeconds }) =>
    contestant !== name || medianSeconds === undefined
      ? []
      : {
          figure: `${job}: seconds of ${name}`,
          asked: `<= ${secondsText(seconds)} s`,
          reached: `${secondsText(medianSeconds)} s`,
          met: medianSeconds <= seconds,
        },
  )
}

function errorOn({ errors }: Measurement, draws: number): number {
  const shared = errors.slice(0, draws)
  return shared.reduce((sum, error) => sum + error, 0) / shared.length
}
