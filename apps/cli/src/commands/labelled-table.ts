import {
  compressDataset,
  type DatasetCoreset,
  type DatasetStreamOptions,
  datasetBufferRows,
  datasetStream,
} from '@polylog/dataset'
import { type MemoryBudget, mostRowsInMemory } from '../console/memory-budget.js'
import type { RunContext } from '../console/run-context.js'
import type { LabelledColumns } from '../tables/choose-labelled-columns.js'
import { type ColumnBlock, type ColumnOptions, columnBlocks } from '../tables/column-blocks.js'
import { readColumns } from '../tables/read-columns.js'
import type { Table } from '../tables/table.js'
import { namingTableRows } from '../tables/table-rows-in-errors.js'
import type { CompressRequest } from './compress-options.js'
import {
  COMPRESS_SHARE,
  type CompressionTools,
  READ_SHARE,
  type Streamed,
  tooLarge,
} from './compress-table.js'
import type { LabelledRequest } from './labelled-options.js'

/** A coreset of labelled rows, whether they were held in memory or passed by. */
export interface LabelledTable {
  readonly coreset: DatasetCoreset
  readonly tableRows: number
  /** Rows that are kept: those without NULLs. */
  readonly rows: number
  /** Of the coreset's rows, in the table. */
  readonly rowNumbers: Float64Array
  readonly streamed?: Streamed
}

/** Rows of the buffer over those of the result, at least. */
const LEAST_BUFFER = 8

/** Rows that a stream is handed at once. */
const BLOCK_ROWS = 1 << 14

export async function compressLabelled(
  table: Table,
  chosen: LabelledColumns,
  request: CompressRequest,
  labelled: LabelledRequest,
  tools: CompressionTools,
  { signal }: RunContext,
): Promise<LabelledTable> {
  const { bar, budget, watch } = tools
  const reading: ColumnOptions = { ...chosen, nulls: request.nulls, signal }
  const options = datasetOptions(chosen, request, labelled, tools, signal)
  bar.update('reading', 0)
  const read = await readColumns(table, reading, mostRowsInMemory(budget, chosen.specs.length))
  watch.lap('reading')
  if (read) {
    const { size, ratio } = request.size
    const goal = size === undefined ? { ratio: ratio! } : { size }
    const coreset = await namingTableRows({ tableRow: row => read.rowNumbers[row] }, () =>
      compressDataset(weightedColumns(read), { ...options, ...goal }),
    )
    watch.lap('compressing')
    const rowNumbers = Float64Array.from(coreset.indices, row => read.rowNumbers[row])
    return { coreset, tableRows: read.tableRows, rows: read.size, rowNumbers }
  }
  const counted = table.count.cheap ? await table.count.rows() : undefined
  const reason = tooLarge(counted, chosen.specs.length, budget)
  const size = await sizeOf(table, reading, request)
  // Every buffer would begin at 0 again: the bar follows the rows that have been read.
  const { onProgress: _, ...rest } = options
  const bufferRows = bufferFor(size, chosen.specs.length, budget)
  const stream = datasetStream({ ...rest, size, bufferRows })
  const passed = passedRows(reading)
  for await (const block of columnBlocks(table, passed.reading, BLOCK_ROWS)) {
    const before = passed.rows()
    await namingTableRows({ tableRow: row => block.rowNumbers[row - before] }, () =>
      stream.push(weightedColumns(block)),
    )
    passed.count(block)
    if (counted) bar.update('compressing', READ_SHARE + (COMPRESS_SHARE * passed.tableRows()) / counted)
  }
  const coreset = await stream.finish()
  const [rows, tableRows] = [passed.rows(), passed.tableRows()]
  const rowNumbers =
    rows === tableRows
      ? Float64Array.from(coreset.indices)
      : await rowNumbersAt(table, reading, coreset.indices)
  watch.lap('compressing')
  return { coreset, tableRows, rows, rowNumbers, streamed: { reason, resumedAt: 0 } }
}

function datasetOptions(
  { inputs }: LabelledColumns,
  { order, quality, seed, standardize, weight }: CompressRequest,
  { target, by, loss, labels, leastSquares, allocation }: LabelledRequest,
  { backend, bar }: CompressionTools,
  signal: AbortSignal,
) {
  return {
    target: target?.name,
    by: by.map(({ name }) => name),
    inputs: inputs.map(({ name }) => name).filter(name => !by.some(group => group.name === name)),
    loss,
    labels,
    leastSquares,
    degree: leastSquares === undefined ? order : undefined,
    allocation,
    scaling: standardize ? 'standardised' : 'none',
    ...(weight !== undefined && { weights: WEIGHTS }),
    quality,
    backend,
    seed,
    signal,
    onProgress: ({ stage, fraction }: { readonly stage: string; readonly fraction: number }) =>
      bar.update(stage, READ_SHARE + COMPRESS_SHARE * fraction),
  } satisfies Omit<DatasetStreamOptions, 'size'>
}

/** A name that no column of a table is likely to have. */
const WEIGHTS = '__polylog_weights'

function weightedColumns({ columns, weights }: ColumnBlock): Readonly<Record<string, ArrayLike<unknown>>> {
  return weights ? { ...columns, [WEIGHTS]: weights } : columns
}

/** Rows of the result; a share of the rows is known after they have been counted. */
async function sizeOf(
  table: Table,
  reading: ColumnOptions,
  { size: goal }: CompressRequest,
): Promise<number> {
  if (goal.size !== undefined) return goal.size
  let rows = 0
  for await (const block of columnBlocks(table, reading, BLOCK_ROWS)) rows += block.size
  return Math.ceil(goal.ratio! * rows)
}

/** Rows of the stream's buffer: results depend on it, and without --memory it is the same on every machine. */
function bufferFor(size: number, dim: number, budget: MemoryBudget): number {
  const usual = datasetBufferRows(size)
  if (!budget.asked) return usual
  const least = LEAST_BUFFER * size
  return Math.max(least, Math.min(usual, Math.floor(mostRowsInMemory(budget, dim) / 2)))
}

/** Counts rows as they are read, and those that are kept. */
function passedRows(reading: ColumnOptions) {
  let [tableRows, rows] = [0, 0]
  const onRows = (read: number) => {
    tableRows = read
  }
  return {
    reading: { ...reading, onRows },
    count: ({ size }: ColumnBlock) => {
      rows += size
    },
    rows: () => rows,
    tableRows: () => tableRows,
  }
}

/** Row numbers in the table of rows by their places, ascending, among those that are kept: all are read again. */
async function rowNumbersAt(
  table: Table,
  reading: ColumnOptions,
  places: Uint32Array,
): Promise<Float64Array> {
  const numbers = new Float64Array(places.length)
  let [first, next] = [0, 0]
  for await (const { size, rowNumbers } of columnBlocks(table, reading, BLOCK_ROWS)) {
    for (; next < places.length && places[next] < first + size; next++) {
      numbers[next] = rowNumbers[places[next] - first]
    }
    first += size
  }
  return numbers
}
