import type { Measurement } from '../comparison/measurement.js'
import { AUTHORS_HYBRID } from '../contestants/authors-hybrid/authors-hybrid.js'
import type { Verdict } from '../jobs/job.js'
import { powerText, secondsText, timesText } from '../reporting/figures.js'

/**
 * Whether one row of `compress()` is so many times faster than the rendering of the authors' algorithm at no larger
 * error. Of several that are, the fastest is told; if none is, the fastest of those that err no more, or else the
 * one that errs least.
 */
export function bestAgainstAuthors(measurements: readonly Measurement[], times: number): readonly Verdict[] {
  const authors = measurements.find(({ contestant }) => contestant === AUTHORS_HYBRID)
  const ours = measurements.filter(({ asked, overAuthors }) => asked && overAuthors !== undefined)
  if (authors === undefined || ours.length === 0) return []
  // Errors on the draws that both did: one draw more or less says little of the mean.
  const excess = (row: Measurement) => errorOn(row, authors.draws) / errorOn(authors, row.draws)
  const exact = ours.filter(row => excess(row) <= 1)
  const shown =
    exact.length > 0
      ? exact.reduce((a, b) => (b.overAuthors! > a.overAuthors! ? b : a))
      : ours.reduce((a, b) => (excess(b) < excess(a) ? b : a))
  return [
    {
      figure: `${shown.job}: speed over ${AUTHORS_HYBRID}, at no larger error`,
      asked: `>= ${times} times`,
      reached: `${timesText(shown.overAuthors)} by ${shown.contestant}, error ${powerText(shown.error)} to ${powerText(authors.error)}`,
      met: shown.overAuthors! >= times && excess(shown) <= 1,
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
