import { allRows, OptionError } from '@polylog/core'
import { joinTables } from '../table/join-tables.js'
import { readTable, type TableInput } from '../table/read-table.js'
import type { Table } from '../table/table.js'
import { compressRows } from './compress-rows.js'
import type { DatasetCoreset } from './dataset-coreset.js'
import type { DatasetOptions } from './dataset-options.js'
import type { DegreeRule } from './degree-rule.js'
import { unionOf } from './merge-coresets.js'
import { checkOptions } from './settings.js'

export type DatasetStreamOptions = Extract<DatasetOptions, { size: number }> & {
  /** Rows that are held before they are compressed; 50 times `size`, and at least 20,000, by default. */
  readonly bufferRows?: number
}

/** A coreset of rows that come in parts: memory for a buffer and a few coresets. */
export interface DatasetStream {
  /** Takes the rows of a table, which is not written to; calls must wait for each other. */
  push(chunk: TableInput): Promise<void>
  /** The coreset of all rows so far; the stream goes on. */
  snapshot(): Promise<DatasetCoreset>
  /** The coreset of all rows; the stream is at its end. */
  finish(): Promise<DatasetCoreset>
}

/** Coresets inside the stream are so many times as large as the result. */
const MARGIN = 2

/**
 * Merge and reduce (Bentley and Saxe 1980): buffers are compressed, and coresets of as many buffers are merged. The degree is
 * chosen on the first buffer, and kept from then on, so that the sums of polynomials up to it are those of all rows
 * throughout. Row numbers count from the first row pushed.
 *
 * @throws OptionError for options that `compressDataset` refuses, or a buffer smaller than twice the size
 */
export function datasetStream(options: DatasetStreamOptions): DatasetStream {
  const { bufferRows = Math.max(20_000, 50 * options.size), ...given } = options
  checkOptions(given)
  if (!(Number.isInteger(bufferRows) && bufferRows >= MARGIN * options.size)) {
    throw new OptionError(
      `bufferRows is ${bufferRows}`,
      `Give ${MARGIN * options.size} or more, twice the size`,
    )
  }
  const inner: DatasetOptions = { ...given, size: MARGIN * options.size }
  let buffer: readonly Table[] = []
  let buffered = 0
  /** Of `2^i` buffers, at place `i`. */
  let levels: readonly (DatasetCoreset | undefined)[] = []
  let rule: DegreeRule = options.degree ?? 'auto'
  let isFinished = false

  const compressBuffer = async (size: number): Promise<DatasetCoreset> => {
    const table = joinTables(buffer)
    const rows = { table, numbers: allRows(table.size), inputSize: table.size }
    return compressRows(rows, { ...inner, size }, rule)
  }

  const empty = async () => {
    let part = await compressBuffer(inner.size!)
    if (rule === 'auto') rule = { most: highestDegree(part) }
    buffer = []
    buffered = 0
    const next = [...levels]
    let level = 0
    for (; next[level]; level++) {
      part = await compressRows(unionOf([next[level]!, part]), inner, rule)
      next[level] = undefined
    }
    next[level] = part
    levels = next
  }

  const result = async (): Promise<DatasetCoreset> => {
    // Older rows are on higher levels.
    const parts = levels.toReversed().flatMap(part => (part ? [part] : []))
    if (parts.length === 0 && buffered === 0) {
      throw new OptionError('No rows were pushed', 'Push at least one before the result is asked for')
    }
    if (parts.length === 0) return compressBuffer(options.size)
    if (buffered > 0) parts.push(await compressBuffer(inner.size!))
    return compressRows(unionOf(parts), given, rule)
  }

  return {
    async push(chunk) {
      if (isFinished) throw new OptionError('Rows are pushed after finish', 'Make another stream')
      const table = await readTable(chunk)
      buffer = [...buffer, table]
      buffered += table.size
      if (buffered >= bufferRows) await empty()
    },
    snapshot: result,
    finish() {
      isFinished = true
      return result()
    },
  }
}

/** What every stratum can keep from now on; that of the largest, since small ones fall back by themselves. */
function highestDegree({ certificate }: DatasetCoreset): number {
  return certificate.strata.reduce((most, { degree = 1 }) => Math.max(most, degree), 1)
}
