import type { KeptFeatures } from '../planned-work.js'
import type { CertifiedFeatures } from './certified-map.js'
import { type Levels, setsOf } from './merge-tree.js'
import { createRowBuffer, type RowBuffer } from './row-buffer.js'
import type { RowRange } from './row-numbers.js'
import { bufferRowsFor, type StreamSettings } from './stream-options.js'
import type { StreamSums } from './stream-sums.js'

/** What the first full buffer settles for the rest of the stream. */
export interface Settled {
  readonly kept: KeptFeatures
  readonly certified: CertifiedFeatures
  /** That buffer's own box. */
  readonly firstFrame: Float64Array
}

/** All that a stream holds. One stream writes to it, and only between its calls is it whole. */
export interface StreamState {
  readonly dim: number
  readonly firstRow: number
  /** Rows pushed; the next is number `firstRow + pushed`. */
  pushed: number
  /** Rows that came with merges, by their numbers. */
  merged: readonly RowRange[]
  /** Rows of both kinds. */
  rows: number
  /** Rows not yet reduced. */
  buffer: RowBuffer
  settled?: Settled
  /** A box around all rows of full buffers; present once `settled` is. */
  frame?: Float64Array
  /** Over all rows of reduced buffers. */
  sums?: StreamSums
  levels: Levels
  /** Buffers and unions of sets reduced so far: they number the seeds. */
  buffers: number
  merges: number
  /** Largest over all cells reduced so far. */
  residual: number
}

export function emptyState(settings: StreamSettings, dim: number): StreamState {
  return {
    dim,
    firstRow: settings.firstRow,
    pushed: 0,
    merged: [],
    rows: 0,
    buffer: createRowBuffer(bufferRowsFor(settings, dim), dim),
    levels: [],
    buffers: 0,
    merges: 0,
    residual: 0,
  }
}

/** Any of the points held, if there is one. */
export function somePoint({ dim, buffer, levels }: StreamState): Float64Array | undefined {
  const { points } = buffer.size() > 0 ? buffer.all() : (setsOf(levels)[0]?.set ?? { points: undefined })
  return points?.slice(0, dim)
}

/** The numbers of the rows that were pushed, after `more` others. */
export function ownRows({ firstRow, pushed }: StreamState, more = 0): RowRange {
  return { first: firstRow, end: firstRow + pushed + more }
}
