import {
  defaultBufferRows,
  resumeStream,
  type StreamCompression,
  type StreamOptions,
  streamCompressor,
} from '@polylog/compress'
import type { MemoryBudget } from '../console/memory-budget.js'
import type { Scratch } from '../output/scratch.js'
import { standardized } from '../statistics/standardize.js'
import type { ReadOptions } from '../tables/checked-chunks.js'
import { readBlocks } from '../tables/read-blocks.js'
import type { Table } from '../tables/table.js'
import { type Checkpoint, checkFacts, writeCheckpoint } from './checkpoint.js'
import type { Survey } from './survey.js'

export interface CheckpointOptions {
  readonly path: string
  /** Rows between two writings. */
  readonly every: number
}

/** The checkpoint of one run. */
export interface RunCheckpoint extends CheckpointOptions {
  /** What must not have changed since one was written. */
  readonly facts: Checkpoint['facts']
  /** What was found. */
  readonly saved?: Checkpoint
}

export interface StreamedRows {
  readonly compression: StreamCompression
  /** Rows that a checkpoint had done; 0 without. */
  readonly resumedAt: number
}

/** Compresses the rows of a table as they pass by, from where a checkpoint that was found left off. */
export async function streamRows(
  table: Table,
  reading: ReadOptions,
  surveyed: Survey,
  options: StreamOptions,
  standardize: boolean,
  checkpoint: RunCheckpoint | undefined,
  scratch: Scratch,
): Promise<StreamedRows> {
  const saved = checkpoint?.saved
  if (checkpoint && saved) checkFacts(checkpoint.path, saved.facts, checkpoint.facts)
  const stream = saved ? await resumeStream(saved.stream, options) : streamCompressor(options)
  const resumedAt = stream.pushedRows
  let written = resumedAt
  for await (const { set } of readBlocks(table, reading, resumedAt)) {
    await stream.push(standardize ? standardized(set, surveyed.summaries) : set)
    if (!checkpoint || stream.pushedRows - written < checkpoint.every) continue
    written = stream.pushedRows
    const bytes = await stream.serialise()
    await writeCheckpoint(checkpoint.path, { facts: checkpoint.facts, stream: bytes }, scratch)
  }
  return { compression: await stream.finish(), resumedAt }
}

const DOUBLE = 8

/** What a stream keeps at least in its buffer, and of held sets in each of its levels, over the result's size. */
const BUFFER_OVER_SIZE = 8
const HELD_OVER_SIZE = 4 * 3 * 3

/** Buffers that are filled or reduced at once, with what their reduction takes. */
const BUFFERS = 6

/** Rows of a buffer that fit, and the memory that such a stream takes at least. */
export function streamBuffers(
  { rowBytes, asked }: MemoryBudget,
  size: number,
  dim: number,
): { readonly bufferRows?: number; readonly leastBytes: number } {
  const perRow = DOUBLE * (dim + 2)
  const leastBytes = size * perRow * (BUFFER_OVER_SIZE * BUFFERS + HELD_OVER_SIZE)
  // Results depend on it: without --memory it is the same on every machine.
  if (!asked) return { leastBytes }
  const left = rowBytes - size * perRow * HELD_OVER_SIZE
  const fitting = Math.floor(left / (BUFFERS * perRow))
  const most = defaultBufferRows(size, dim)
  return { leastBytes, bufferRows: Math.min(most, Math.max(BUFFER_OVER_SIZE * size, fitting)) }
}
