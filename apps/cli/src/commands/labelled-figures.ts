import type { DatasetCertificate, StratumCertificate } from '@polylog/dataset'
import { counted, duration, grouped, megabytes, small } from '../console/figures.js'
import { memoryExcess } from '../console/memory-budget.js'
import { peakMemory } from '../console/peak-memory.js'
import { pairTable, textTable } from '../console/text-table.js'
import type { LabelledColumns } from '../tables/choose-labelled-columns.js'
import type { Table } from '../tables/table.js'
import {
  droppedText,
  type InputFigures,
  leftOutPairs,
  type OutputFigures,
  streamedText,
} from './compress-figures.js'
import type { CompressRequest } from './compress-options.js'
import type { Streamed } from './compress-table.js'
import type { LabelledTable } from './labelled-table.js'

/** What `compress --target … --json` prints. */
export interface LabelledFigures {
  readonly command: 'compress'
  readonly input: InputFigures & {
    readonly target?: string
    readonly by: readonly string[]
    /** Columns that play no part, each with its type. */
    readonly leftOut: readonly string[]
  }
  readonly output: OutputFigures & {
    /** New columns, where labels are projected. */
    readonly labels?: readonly string[]
  }
  readonly certificate: DatasetCertificate
  /** Present if the rows were not held in memory, but passed by. */
  readonly streamed?: Streamed
  /** What a reader should know. */
  readonly notes: readonly string[]
  readonly seconds: Readonly<Record<string, number>>
  readonly peakMemoryBytes: number
}

export function labelledFigures(found: {
  readonly request: CompressRequest
  readonly table: Table
  readonly chosen: LabelledColumns
  readonly compressed: LabelledTable
  readonly seconds: Readonly<Record<string, number>>
}): LabelledFigures {
  const { request, table, chosen, compressed, seconds } = found
  const { coreset, tableRows, rows, streamed } = compressed
  const peakMemoryBytes = peakMemory()
  const { target, by } = request.labelled!
  return {
    command: 'compress',
    input: {
      path: request.path,
      format: table.format,
      rows: tableRows,
      rowsDropped: tableRows - rows,
      columns: chosen.inputs.map(({ name }) => name),
      target: target?.name,
      by: by.map(({ name }) => name),
      leftOut: chosen.leftOut,
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
    streamed,
    notes: memoryExcess(peakMemoryBytes, request.memory),
    seconds,
    peakMemoryBytes,
  }
}

/** Groups that are listed. */
const MOST_LISTED = 20

export function labelledText({
  input,
  output,
  certificate,
  streamed,
  notes,
  seconds,
  peakMemoryBytes,
}: LabelledFigures): string {
  const { loss, leastSquares, strata, momentResidual } = certificate
  const pairs: [string, string][] = [
    ['rows', `${grouped(input.rows)} -> ${grouped(output.rows)}${droppedText(input.rowsDropped)}`],
    ['inputs', input.columns.join(', ')],
    ...leftOutPairs(input.leftOut),
    ...(input.target === undefined ? [] : [pair('target', `${input.target}, for the loss ${loss}`)]),
    ...(leastSquares === undefined
      ? []
      : [pair('exact', `least squares of degree ${leastSquares}: the same coefficients and loss`)]),
    ...(output.labels ? [pair('labels', `projected, in ${output.labels.join(', ')}`)] : []),
    ['moment residual', small(momentResidual)],
    ...(streamed ? [pair('streamed', streamedText(streamed))] : []),
    ...notes.map(note => pair('note', note)),
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
  { degree, featureCount, cells, inputSize, outputSize, averagedCells = 0 }: StratumCertificate,
  { labels }: DatasetCertificate,
): string {
  if (inputSize === outputSize) return 'all'
  const what =
    degree === undefined
      ? counted(featureCount, 'feature')
      : `degree ${degree} (${counted(featureCount, 'feature')})`
  const where = cells > 1 ? `, in ${counted(cells, 'cell')}` : ''
  const means = averagedCells > 0 ? `, ${grouped(averagedCells)} with means of labels only` : ''
  return labels === 'projected' ? `labels to ${what}${where}${means}` : `${what}${where}`
}
