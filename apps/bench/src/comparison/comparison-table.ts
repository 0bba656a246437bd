import type { TableCells } from '../jobs/job.js'
import { megabytesText, powerText, rangeText, secondsText, timesText } from '../reporting/figures.js'
import type { Comparison, Figures } from './comparison.js'
import type { Measurement } from './measurement.js'

const HEAD = [
  '',
  'seconds',
  "over the authors'",
  'over cpu',
  'memory',
  "d'",
  'order',
  'passes',
  'draws',
  'error',
  'residual',
  'asked, notes',
]

/** The measurements, and what others report. */
export function comparisonTable({ published }: Comparison, measurements: readonly Measurement[]): TableCells {
  return {
    head: HEAD,
    rows: [
      ...measurements.map(cells),
      ...published.map(({ who, seconds, size, order, error }) =>
        row({
          '': who,
          seconds: secondsText(seconds),
          "d'": String(size ?? ''),
          order: String(order ?? ''),
          error: powerText(error),
        }),
      ),
    ],
  }
}

function cells(measurement: Measurement): readonly string[] {
  const { contestant, notRun, draws } = measurement
  if (draws === 0) return row({ '': contestant, 'asked, notes': `not run: ${notRun}` })
  return row({
    '': contestant,
    seconds: secondsText(measurement.medianSeconds),
    "over the authors'": timesText(measurement.overAuthors),
    'over cpu': timesText(measurement.overCpu),
    memory: megabytesText(measurement.peakBytes),
    "d'": String(measurement.size ?? ''),
    order: rangeText(measurement.orders),
    passes: rangeText(measurement.passes),
    draws: String(draws),
    error: powerText(measurement.error),
    residual: powerText(measurement.residual),
    'asked, notes': [askedText(measurement.asked, measurement.missed), ...(notRun ? [`then: ${notRun}`] : [])]
      .filter(Boolean)
      .join('; '),
  })
}

function row(known: Readonly<Record<string, string>>): readonly string[] {
  return HEAD.map(name => known[name] ?? '')
}

const NAMES: readonly (readonly [keyof Figures, (value: number | undefined) => string])[] = [
  ['seconds', value => `${secondsText(value)} s`],
  ['error', powerText],
  ['residual', powerText],
]

function askedText(asked: Figures | undefined, missed: Measurement['missed']): string {
  if (asked === undefined || missed === undefined) return ''
  return NAMES.filter(([name]) => asked[name] !== undefined)
    .map(([name, text]) => {
      const bound = `${name} <= ${text(asked[name])}`
      return missed.includes(name) ? `**missed: ${bound}**` : bound
    })
    .join(', ')
}
