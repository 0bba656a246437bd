import type { DatasetCertificate, DatasetCoreset, StratumCertificate } from '@polylog/dataset'
import { counted, duration, grouped, megabytes, small } from '../console/figures.js'
import { peakMemory } from '../console/peak-memory.js'
import { pairTable, textTable } from '../console/text-table.js'
import type { LabelledColumns } from '../tables/choose-labelled-columns.js'
import type { ReadColumns } from '../tables/read-columns.js'
import type { Table } from '../tables/table.js'
import { droppedText, type InputFigures, type OutputFigures } from './compress-figures.js'
import type { CompressRequest } from './compress-options.js'

/** What `compress --target … --json` prints. */
export interface LabelledFigures {
  readonly command: 'compress'
  readonly input: InputFigures & { readonly target?: string; readonly by: readonly string[] }
  readonly output: OutputFigures & {
    /** New columns, where labels are projected. */
    readonly labels?: readonly string[]
  }
  readonly certificate: DatasetCertificate
  readonly seconds: Readonly<Record<string, number>>
  readonly peakMemoryBytes: number
}

export function labelledFigures(found: {
  readonly request: CompressRequest
  readonly table: Table
  readonly chosen: LabelledColumns
  readonly read: ReadColumns
  readonly coreset: DatasetCoreset
  readonly seconds: Readonly<Record<string, number>>
}): LabelledFigures {
  const { request, table, chosen, read, coreset, seconds } = found
  const { target, by } = request.labelled!
  return {
    command: 'compress',
    input: {
      path: request.path,
      format: table.format,
      rows: read.tableRows,
      rowsDropped: read.tableRows - read.size,
      columns: chosen.inputs.map(({ name }) => name),
      target: target?.name,
      by: by.map(({ name }) => name),
      weight: request.weight,
    },
    output: {
      path: request.out.path,
      format: request.out.format,
      rows: coreset.size,
      weight: request.weightName,
      labels: coreset.labels?.names,
    },
    certificate: coreset.certificate,
    seconds,
    peakMemoryBytes: peakMemory(),
  }
}

/** Groups that are listed. */
const MOST_LISTED = 20

export function labelledText({
  input,
  output,
  certificate,
  seconds,
  peakMemoryBytes,
}: LabelledFigures): string {
  const { loss, leastSquares, strata, momentResidual } = certificate
  const pairs: [string, string][] = [
    ['rows', `${grouped(input.rows)} -> ${grouped(output.rows)}${droppedText(input.rowsDropped)}`],
    ['inputs', input.columns.join(', ')],
    ...(input.target === undefined ? [] : [pair('target', `${input.target}, for the loss ${loss}`)]),
    ...(leastSquares === undefined
      ? []
      : [pair('exact', `least squares of degree ${leastSquares}: the same coefficients and loss`)]),
    ...(output.labels ? [pair('labels', `projected, in ${output.labels.join(', ')}`)] : []),
    ['moment residual', small(momentResidual)],
    ['time, memory', `${duration(seconds.total)}, ${megabytes(peakMemoryBytes)} at most`],
    ['written', output.path],
  ]
  const shown = strata.slice(0, MOST_LISTED)
  const more = strata.length - shown.length
  const table = textTable(
    ['', 'rows', 'kept', 'kept of them'],
    shown.map(stratum => [
      stratum.name,
      grouped(stratum.inputSize),
      grouped(stratum.outputSize),
      keptText(stratum, certificate),
    ]),
  )
  return [pairTable(pairs), table, more > 0 ? `and ${counted(more, 'more group')}` : '']
    .filter(Boolean)
    .join('\n\n')
}

function pair(name: string, value: string): [string, string] {
  return [name, value]
}

function keptText(
  { degree, featureCount, cells, inputSize, outputSize }: StratumCertificate,
  { labels }: DatasetCertificate,
): string {
  if (inputSize === outputSize) return 'all'
  const what =
    degree === undefined
      ? counted(featureCount, 'feature')
      : `degree ${degree} (${counted(featureCount, 'feature')})`
  const where = cells > 1 ? `, in ${counted(cells, 'cell')}` : ''
  return labels === 'projected' ? `labels to ${what}${where}` : `${what}${where}`
}
