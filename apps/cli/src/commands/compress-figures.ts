import type { Certificate, ToleranceReport } from '@polylog/compress'
import { counted, duration, grouped, megabytes, significant, small } from '../console/figures.js'
import { memoryExcess } from '../console/memory-budget.js'
import { peakMemory } from '../console/peak-memory.js'
import { pairTable, textTable } from '../console/text-table.js'
import type { ChosenColumns } from '../tables/choose-columns.js'
import type { Table } from '../tables/table.js'
import type { CompressRequest } from './compress-options.js'
import type { CompressedTable, Streamed } from './compress-table.js'
import type { RegressionComparison, WithheldRegression } from './regression.js'

/** The table that was read. */
export interface InputFigures {
  readonly path: string
  readonly format: string
  readonly rows: number
  readonly rowsDropped: number
  readonly columns: readonly string[]
  readonly weight?: string
}

/** The rows that were written. */
export interface OutputFigures {
  readonly path: string
  readonly format: string
  readonly rows: number
  readonly weight: string
}

/** What `compress --json` prints, and the report shows. */
export interface CompressionFigures {
  readonly command: 'compress'
  readonly input: InputFigures & {
    /** Columns in neither, each with its type. */
    readonly leftOut: readonly string[]
  }
  readonly output: OutputFigures
  readonly report?: string
  /** Whether lengths in the certificate are in standard deviations. */
  readonly standardized: boolean
  readonly certificate: Certificate
  /** Present if the rows were not held in memory, but passed by. */
  readonly streamed?: Streamed
  readonly regression?: RegressionComparison | WithheldRegression
  /** What a reader should know, such as that nothing was to be done, or that regressions are not exact. */
  readonly notes: readonly string[]
  readonly seconds: Readonly<Record<string, number>>
  readonly peakMemoryBytes: number
}

export function compressionFigures(found: {
  readonly request: CompressRequest
  readonly table: Table
  readonly chosen: ChosenColumns
  readonly compressed: CompressedTable
  readonly regression?: RegressionComparison | WithheldRegression
  readonly seconds: Readonly<Record<string, number>>
}): CompressionFigures {
  const { request, table, chosen, compressed } = found
  const peakMemoryBytes = peakMemory()
  return {
    command: 'compress',
    input: {
      path: request.path,
      format: table.format,
      rows: compressed.tableRows,
      rowsDropped: compressed.tableRows - compressed.rows,
      columns: chosen.coordinates.map(({ name }) => name),
      leftOut: chosen.leftOut,
      weight: request.weight,
    },
    output: {
      path: request.out.path,
      format: request.out.format,
      rows: compressed.weights.length,
      weight: request.weightName,
    },
    report: request.report,
    standardized: request.standardize,
    certificate: compressed.certificate,
    streamed: compressed.streamed,
    regression: found.regression,
    notes: [...notesOn(compressed.certificate), ...memoryExcess(peakMemoryBytes, request.memory)],
    seconds: found.seconds,
    peakMemoryBytes,
  }
}

/** The figures on standard output: for a program with `--json`, for a person otherwise. */
export function printFigures<Figures>(
  figures: Figures,
  textOf: (figures: Figures) => string,
  { json, quiet, out }: CompressRequest,
  stdout: NodeJS.WritableStream,
): void {
  if (json) stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
  else if (!quiet && out.path !== '-') stdout.write(`${textOf(figures)}\n`)
}

export function compressionText(figures: CompressionFigures): string {
  const { input, output, certificate, seconds } = figures
  const columns: [string, string][] = [['columns', input.columns.join(', ')], ...leftOutPairs(input.leftOut)]
  const last: [string, string][] = [
    ...streamedPairs(figures),
    ...figures.notes.map((note): [string, string] => ['note', note]),
    ['time, memory', `${duration(seconds.total)}, ${megabytes(figures.peakMemoryBytes)} at most`],
    ['written', [output.path, figures.report].filter(Boolean).join(', ')],
  ]
  if (isWhole(certificate)) {
    const rows = `${grouped(output.rows)}${droppedText(input.rowsDropped)}`
    return pairTable([['rows', rows], ...columns, ...last])
  }
  const pairs: (readonly [string, string])[] = [
    ['rows', `${grouped(input.rows)} -> ${grouped(output.rows)}${droppedText(input.rowsDropped)}`],
    ...columns,
    ['moments kept', `${momentsText(certificate)}`],
    ['moment residual', small(certificate.momentResidual)],
  ]
  const { order, nextOrderDefect, nextOrderSampled } = certificate
  if (order !== undefined && nextOrderDefect !== undefined) {
    const sampled = nextOrderSampled ? `, in the ${grouped(nextOrderSampled.looked)} moments looked at` : ''
    pairs.push([`order ${order + 1}`, `off by ${small(nextOrderDefect)} at most${sampled}`])
  }
  return [pairTable([...pairs, ...last]), regressionText(figures)].filter(Boolean).join('\n\n')
}

function streamedPairs({ streamed }: CompressionFigures): [string, string][] {
  return streamed === undefined ? [] : [['streamed', streamedText(streamed)]]
}

/** Why rows were not held in memory, and where a checkpoint had left them. */
export function streamedText({ reason, resumedAt }: Streamed): string {
  return resumedAt === 0 ? reason : `${reason}; resumed after ${counted(resumedAt, 'row')}`
}

/** The regression's coefficients side by side, or nothing. */
export function regressionText({ regression, input, output }: CompressionFigures): string {
  if (regression === undefined) return ''
  if ('withheld' in regression) return `${regression.response} ~ ${regression.withheld}`
  const { response, terms, allRows, coreset, randomRows } = regression
  const head = [
    `${response} ~`,
    `all ${counted(input.rows - input.rowsDropped, 'row')}`,
    `${grouped(output.rows)} weighted`,
    `${grouped(output.rows)} random`,
  ]
  const rows = terms.map((term, i) => [
    term,
    ...[allRows, coreset, randomRows].map(fit => (fit === undefined ? '-' : significant(fit.values[i]))),
  ])
  return textTable(head, rows)
}

/** Whether the result is the input itself. */
export function isWhole({ inputSize, outputSize }: Certificate): boolean {
  return inputSize === outputSize
}

function notesOn(certificate: Certificate): string[] {
  const { order, tolerance } = certificate
  if (isWhole(certificate))
    return [tolerance ? unreachedText(tolerance) : 'all rows kept: nothing to compress']
  return order === undefined || order < 2
    ? ['regressions are not exact: they need all moments up to order 2, that is, more rows or --order 2']
    : []
}

/** What was within reach, where only the whole input meets a tolerance. */
function unreachedText({ asked, tried }: ToleranceReport): string {
  const smaller = tried.filter(({ error }) => error !== undefined && error > asked)
  if (smaller.length === 0) return 'all rows kept: nothing to compress'
  const best = smaller.reduce((a, b) => (b.error! < a.error! ? b : a))
  return `all rows kept: no fewer were found within ${small(asked)}; ${counted(best.size, 'row')} reach ${small(best.error!)}`
}

function momentsText({ order, featureCount, cells, passes }: Certificate): string {
  const what =
    order === undefined
      ? `${counted(featureCount, 'feature')}`
      : `all up to order ${order} (${counted(featureCount, 'moment')})`
  const where =
    cells === 1 ? 'in one cell' : `in the whole, and in ${counted(cells, 'cell')} or neighbourhoods of it`
  return `${what} ${where}${passes > 1 ? `, ${passes} passes` : ''}`
}

/** Rows that were left out, in brackets, or nothing. */
export function droppedText(rows: number): string {
  return rows === 0 ? '' : ` (${grouped(rows)} with NULL, NaN or infinity left out)`
}

/** Columns that play no part, if there are any. */
export function leftOutPairs(columns: readonly string[]): [string, string][] {
  return columns.length === 0
    ? []
    : [['left out', `${columns.join(', ')}; to carry columns along, add --keep NAMES`]]
}
