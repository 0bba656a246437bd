import { grouped, significant, small } from '../console/figures.js'
import { pairTable, textTable } from '../console/text-table.js'
import type { DistributionComparison } from './compare-distributions.js'
import type { Comparison } from './compare-sets.js'

/** A comparison as a person reads it. */
export function comparisonText(
  comparison: Comparison,
  sizes: { readonly original: number; readonly coreset: number },
): string {
  const { massError, momentDefects, quantiles, quantilesSampled, regression } = comparison
  const head = pairTable([
    ['rows', `${grouped(sizes.original)} against ${grouped(sizes.coreset)} weighted`],
    ['mass', `differs by ${small(massError)} of it`],
  ])
  const moments = textTable(
    ['moments of order', 'largest defect'],
    momentDefects.map((defect, degree) => [String(degree), small(defect)]),
  )
  const levels = quantiles[0].levels.map(({ share }) => `${Math.round(share * 100)} %`)
  const spread = textTable(
    ['quantiles', ...levels, 'distance'],
    quantiles.flatMap(({ column, levels, distance }) => [
      [column, ...levels.map(({ original }) => significant(original)), ''],
      ['  weighted', ...levels.map(({ coreset }) => significant(coreset)), small(distance)],
    ]),
  )
  const note =
    quantilesSampled === undefined
      ? ''
      : `quantiles are those of ${grouped(quantilesSampled)} random rows, distances those of all: the table was streamed`
  return [head, moments, spread, note, regression && fitText(regression)].filter(Boolean).join('\n\n')
}

function fitText(regression: NonNullable<Comparison['regression']>): string {
  if ('withheld' in regression) return `${regression.response} ~ ${regression.withheld}`
  const { response, terms, original, coreset, difference } = regression
  const rows: [string, number, number][] = [['intercept', original.intercept, coreset.intercept]]
  terms.forEach((term, i) => {
    rows.push([term, original.slopes[i], coreset.slopes[i]])
  })
  const table = textTable(
    [`${response} ~`, 'original', 'weighted', 'difference'],
    rows.map(([term, before, after]) => [
      term,
      significant(before),
      significant(after),
      small(after - before),
    ]),
  )
  return `${table}\n\nlargest difference of slopes, in standard deviations: ${small(difference)}`
}

/** Distances of distributions as a person reads them, sampled ones with their standard errors. */
export function metricsText(metrics: DistributionComparison): string {
  const { mmd, energyDistance, slicedWasserstein, effectiveSampleSize, sampledRows } = metrics
  const estimate = ({ value, standardError }: { readonly value: number; readonly standardError?: number }) =>
    standardError === undefined ? small(value) : `${small(value)} ± ${small(standardError)}`
  const rowsText = sampledRows === undefined ? '' : `, of ${grouped(sampledRows)} random rows`
  return pairTable([
    [`MMD, ${mmd.kernel} kernel`, `${estimate(mmd)}, width ${significant(mmd.width, 3)}`],
    ['energy distance', estimate(energyDistance)],
    ['sliced Wasserstein', estimate(slicedWasserstein)],
    ['effective rows', significant(effectiveSampleSize, 4)],
    ['of all columns', `each in its standard deviations${rowsText}`],
  ])
}
