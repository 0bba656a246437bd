import { type Certificate, compress } from '@polylog/compress'
import { type Backend, OptionError, type WeightedSet, weightedSet } from '@polylog/core'
import { grouped, megabytes } from '../console/figures.js'
import { budgetText, bytesPerRow, type MemoryBudget, mostRowsInMemory } from '../console/memory-budget.js'
import type { ProgressBar } from '../console/progress-bar.js'
import type { RunContext } from '../console/run-context.js'
import { type ColumnSummary, summarizeColumns } from '../statistics/column-summary.js'
import { standardized } from '../statistics/standardize.js'
import { checkFacts, readCheckpoint } from '../streaming/checkpoint.js'
import {
  type CheckpointOptions,
  type RunCheckpoint,
  streamBuffers,
  streamRows,
} from '../streaming/stream-rows.js'
import { type Survey, survey } from '../streaming/survey.js'
import type { ReadOptions } from '../tables/checked-chunks.js'
import type { ChosenColumns } from '../tables/choose-columns.js'
import { type RowBlock, readBlocks } from '../tables/read-blocks.js'
import { type Points, readPoints } from '../tables/read-points.js'
import type { Table } from '../tables/table.js'
import type { CompressRequest } from './compress-options.js'
import type { Stopwatch } from './stopwatch.js'

/** A table and its compression, whether its rows are held in memory or pass by. */
export interface CompressedTable {
  readonly tableRows: number
  /** Rows that are kept: those without NULLs. */
  readonly rows: number
  readonly summaries: readonly ColumnSummary[]
  /** All rows, or some drawn at random. */
  readonly sample: WeightedSet
  readonly certificate: Certificate
  /** Of the rows chosen, among those that are kept: ascending. */
  readonly positions: Float64Array
  readonly weights: Float64Array
  /** All rows that are kept, in original units; every call reads them anew. */
  blocks(): AsyncIterable<RowBlock> | Iterable<RowBlock>
  /** Whether every kept row is the table's row of the same number. */
  readonly whole: boolean
  readonly streamed?: Streamed
}

/** That, and why, rows were not held in memory. */
export interface Streamed {
  readonly reason: string
  /** Rows that a checkpoint had done. */
  readonly resumedAt: number
}

/** What is computed with, and told of its progress. */
export interface CompressionTools {
  readonly backend: Backend | 'auto'
  readonly budget: MemoryBudget
  readonly bar: ProgressBar
  readonly watch: Stopwatch
}

/** Shares of the whole run, for the bar: reading, compressing, and the rest. */
export const READ_SHARE = 0.15
export const COMPRESS_SHARE = 0.7

export async function compressTable(
  table: Table,
  chosen: ChosenColumns,
  request: CompressRequest,
  tools: CompressionTools,
  context: RunContext,
): Promise<CompressedTable> {
  const { budget, bar, watch } = tools
  const expected = table.count.cheap ? await table.count.rows() : undefined
  const reading = (from: number, share: number): ReadOptions => ({
    ...chosen,
    nulls: request.nulls,
    signal: context.signal,
    onRows: rows => {
      if (expected) bar.update('reading', from + (share * rows) / expected)
    },
  })
  bar.update('reading', 0)
  const checkpoint = request.checkpoint && (await foundCheckpoint(request.checkpoint, request, chosen))
  if (!checkpoint) {
    const most = mostRowsInMemory(budget, chosen.coordinates.length)
    const points = await readPoints(table, reading(0, READ_SHARE), most)
    if (points) return compressInMemory(points, request, tools, context)
  }
  const reason = checkpoint ? '--checkpoint was given' : tooLarge(expected, chosen.coordinates.length, budget)
  const first = reading(0, READ_SHARE)
  const surveyed = await survey(table, first)
  watch.lap('reading')
  const second = reading(READ_SHARE, COMPRESS_SHARE)
  const { compression, resumedAt } = await streamed(
    table,
    second,
    surveyed,
    request,
    checkpoint,
    tools,
    context,
  )
  watch.lap('compressing')
  return {
    ...surveyed,
    certificate: compression.certificate,
    positions: compression.indices,
    weights: compression.set.weights,
    blocks: () => readBlocks(table, { ...first, onRows: undefined }),
    whole: surveyed.rows === surveyed.tableRows,
    streamed: { reason, resumedAt },
  }
}

/** What no budget is too small for, beside the program's own memory. */
const SMALL_BYTES = 16e6

/** What can be refused of a checkpoint is, before the table is read. */
async function foundCheckpoint(
  options: CheckpointOptions,
  request: CompressRequest,
  chosen: ChosenColumns,
): Promise<RunCheckpoint> {
  const saved = await readCheckpoint(options.path)
  const facts = factsOf(request, chosen)
  if (saved) checkFacts(options.path, saved.facts, facts)
  return { ...options, facts, saved }
}

/** Why so many rows of so many columns are not held in memory. */
export function tooLarge(rows: number | undefined, dim: number, budget: MemoryBudget): string {
  return rows === undefined
    ? `more rows than the ${grouped(mostRowsInMemory(budget, dim))} that fit into ${budgetText(budget)}`
    : `${grouped(rows)} rows take about ${megabytes(rows * bytesPerRow(dim))}, more than fits into ${budgetText(budget)}`
}

async function compressInMemory(
  points: Points,
  request: CompressRequest,
  { backend, bar, watch }: CompressionTools,
  { signal }: RunContext,
): Promise<CompressedTable> {
  const all = weightedSet(points.points, { dim: points.dim, weights: points.weights })
  const summaries = summarizeColumns(all)
  watch.lap('reading')
  const { set, indices, certificate } = await compress(
    request.standardize ? standardized(all, summaries) : all,
    {
      ...request.size,
      order: request.order,
      quality: request.quality,
      covering: request.covering,
      backend,
      seed: request.seed,
      signal,
      onProgress: ({ stage, fraction, secondsLeft }) =>
        bar.update(stage, READ_SHARE + COMPRESS_SHARE * fraction, secondsLeft),
    },
  )
  watch.lap('compressing')
  const { rowNumbers } = points
  const block: RowBlock = { set: all, first: 0, rowNumber: i => rowNumbers?.[i] ?? i }
  return {
    tableRows: points.tableRows,
    rows: points.size,
    summaries,
    sample: all,
    certificate,
    positions: Float64Array.from(indices),
    weights: set.weights,
    blocks: () => [block],
    whole: rowNumbers === undefined,
  }
}

function streamed(
  table: Table,
  reading: ReadOptions,
  surveyed: Survey,
  request: CompressRequest,
  checkpoint: RunCheckpoint | undefined,
  { backend, budget }: CompressionTools,
  { scratch, signal }: RunContext,
) {
  const dim = reading.coordinates.length
  const size = Math.min(surveyed.rows, sizeOf(request, surveyed.rows))
  const { bufferRows, leastBytes } = streamBuffers(budget, size, dim)
  if (leastBytes > Math.max(budget.rowBytes, SMALL_BYTES)) {
    throw new OptionError(
      `${grouped(size)} rows as a result need about ${megabytes(leastBytes)} even if the table is streamed, more than is left of ${budgetText(budget)}`,
      'Give a smaller --size, or more --memory',
    )
  }
  const { order, quality, covering, seed, standardize } = request
  const options = { size, dim, order, quality, covering, backend, seed, signal, bufferRows }
  const facts = {
    ...checkpoint?.facts,
    '--size': String(size),
    'the buffer that --memory allows': String(bufferRows ?? 'the default'),
    'the number of rows': String(surveyed.tableRows),
    'the summary of the columns': JSON.stringify(surveyed.summaries),
  }
  const run = checkpoint && { ...checkpoint, facts }
  return streamRows(table, reading, surveyed, options, standardize, run, scratch)
}

function sizeOf({ size: goal }: CompressRequest, rows: number): number {
  if (goal.size !== undefined) return goal.size
  if (goal.ratio !== undefined) return Math.ceil(goal.ratio * rows)
  throw new OptionError(
    '--tolerance is given for a table that is streamed, whose rows pass by once',
    'Give --size, or more --memory',
  )
}

/** What a checkpoint must have been written with. */
function factsOf(request: CompressRequest, { coordinates, weight }: ChosenColumns): Record<string, string> {
  return {
    '--columns': JSON.stringify(coordinates),
    '--weight': weight?.name ?? 'none',
    '--nulls': request.nulls,
    '--standardize': String(request.standardize),
    '--order': String(request.order),
    '--quality': request.quality,
    '--covering': request.covering ?? 'the default',
    '--backend': request.backend,
    '--seed': String(request.seed),
  }
}
