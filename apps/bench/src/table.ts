import Table from 'cli-table3'
import type { Figures, Job } from './jobs/job.js'
import type { Measurement } from './measure.js'

const HEAD = ['', 'median s', 'min s', "d'", 'order', 'passes', 'error', 'moment residual', 'figures asked']

/** A job's measurements between what is asked and what others report: the cells of a table, head first. */
export function resultCells(job: Job, measurements: readonly Measurement[]): readonly (readonly string[])[] {
  return [
    HEAD,
    askedCells(job),
    ...measurements.filter(measurement => measurement.job === job.name).map(measuredCells),
    ...job.published.map(({ who, seconds, size, order, error }) => [
      who,
      secondsText(seconds),
      '',
      String(size ?? ''),
      String(order ?? ''),
      '',
      powerText(error),
      '',
      '',
    ]),
  ]
}

/** The same with lines around it, for a terminal. */
export function terminalTable(job: Job, measurements: readonly Measurement[]): string {
  const [head, ...rows] = resultCells(job, measurements)
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
  })
  table.push(...rows.map(row => [...row]))
  return table.toString()
}

/** The same in Markdown. */
export function markdownTable(job: Job, measurements: readonly Measurement[]): string {
  const [head, ...rows] = resultCells(job, measurements)
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function askedCells({ goal, asked }: Job): readonly string[] {
  return [
    'asked',
    asked.seconds === undefined ? '' : `<= ${secondsText(asked.seconds)}`,
    '',
    `<= ${goal.size}`,
    String(goal.order),
    '',
    asked.error === undefined ? '' : `<= ${powerText(asked.error)}`,
    asked.momentResidual === undefined ? '' : `<= ${powerText(asked.momentResidual)}`,
    '',
  ]
}

function measuredCells(measurement: Measurement): readonly string[] {
  return [
    measurement.contestant,
    secondsText(measurement.medianSeconds),
    secondsText(measurement.minSeconds),
    String(measurement.size),
    rangeText(measurement.orders),
    rangeText(measurement.passes),
    powerText(measurement.error),
    powerText(measurement.momentResidual),
    verdict(measurement.missed),
  ]
}

const FIGURE_NAMES: Readonly<Record<keyof Figures, string>> = {
  seconds: 'seconds',
  error: 'error',
  momentResidual: 'moment residual',
}

function verdict(missed: Measurement['missed']): string {
  if (missed === undefined) return ''
  return missed.length === 0 ? 'reached' : `missed: ${missed.map(name => FIGURE_NAMES[name]).join(', ')}`
}

/** `7`, or `7-9` where draws differ. */
function rangeText(ascending: readonly number[]): string {
  const [first, last] = [ascending[0], ascending[ascending.length - 1]]
  if (first === undefined) return ''
  return first === last ? String(first) : `${first}-${last}`
}

/** `0.142`, `36.5` */
function secondsText(seconds: number | undefined): string {
  if (seconds === undefined) return ''
  return seconds < 0.001 ? '< 0.001' : String(Number(seconds.toPrecision(3)))
}

/** `1.3e-9` */
function powerText(value: number | undefined): string {
  return value === undefined ? '' : value.toExponential(1)
}
