import { allRows, OptionError } from '@polylog/core'
import { joinTables } from '../table/join-tables.js'
import { readTable, type TableInput } from '../table/read-table.js'
import { type Table, takeTableRows } from '../table/table.js'
import { chunkChecks } from './check-chunks.js'
import { compressRows, coresetColumns } from './compress-rows.js'
import type { DatasetCoreset } from './dataset-coreset.js'
import type { DatasetOptions } from './dataset-options.js'
import type { DegreeRule } from './degree-rule.js'
import { checkServes } from './guarantee.js'
import { unionOf } from './merge-coresets.js'
import { checkOptions, settingsFor } from './settings.js'

export type DatasetStreamOptions = Extract<DatasetOptions, { size: number }> & {
  /** Rows that are held before they are compressed; 50 times `size`, and at least 20,000, by default. */
  readonly bufferRows?: number
}

/** A coreset of rows that come in parts: memory for a buffer and a few coresets. */
export interface DatasetStream {
  /**
   * Takes the rows of a table, which is not written to; calls must wait for each other. Rows that are refused are not taken: the
   * stream goes on without them.
   *
   * @throws InputError for a value that cannot be used, with its row, counted from the stream's first
   */
  push(chunk: TableInput): Promise<void>
  /**
   * Takes a coreset of other rows, as if they had been pushed now. Give both one degree: the result keeps no more than it does,
   * as the certificate tells.
   *
   * @throws OptionError for a coreset that was made for another target or loss, or for least squares of a lower degree
   */
  merge(coreset: DatasetCoreset): Promise<void>
  /** The coreset of all rows so far; the stream goes on. */
  snapshot(): Promise<DatasetCoreset>
  /** The coreset of all rows; the stream is at its end. */
  finish(): Promise<DatasetCoreset>
}

/** Rows that a stream for `size` rows holds before they are compressed, by default. */
export function datasetBufferRows(size: number): number {
  return Math.max(20_000, 50 * size)
}

/** A buffer that is not reduced would tell nothing about degrees. */
const LEAST_BUFFER = 4

/** Coresets inside the stream are so many times as large as the result. */
const MARGIN = 2

/**
 * Merge and reduce (Bentley and Saxe 1980): buffers are compressed, and coresets of as many buffers are merged. The degree is
 * chosen on the first buffer, and every group of rows keeps it from then on, by more rows than its share where it is small;
 * so the sums that the certificate tells of are those of all rows. Row numbers count from the first row pushed, and must
 * stay below 2^32.
 *
 * @throws OptionError for options that `compressDataset` refuses, or a buffer smaller than four times the size
 */
export function datasetStream(options: DatasetStreamOptions): DatasetStream {
  const { bufferRows = datasetBufferRows(options.size), ...given } = options
  checkOptions(given)
  if (!Number.isInteger(options.size)) {
    throw new OptionError('A stream is given no size', 'Give the number of rows that are to be left')
  }
  if (!(Number.isInteger(bufferRows) && bufferRows >= LEAST_BUFFER * options.size)) {
    throw new OptionError(
      `bufferRows is ${bufferRows}`,
      `Give ${LEAST_BUFFER * options.size} or more, ${LEAST_BUFFER} times the size`,
    )
  }
  const inner: DatasetOptions = { ...given, size: MARGIN * options.size }
  const { degree = 'auto', leastSquares } = options
  let buffer: readonly Table[] = []
  let buffered = 0
  /** Of `2^i` parts, at place `i`; older rows on higher levels. */
  let levels: readonly (DatasetCoreset | undefined)[] = []
  /** What every part keeps; nothing until it is known. */
  let kept: number | undefined = degree === 'auto' ? undefined : degree
  let isFinished = false
  const check = chunkChecks(given)

  const compressBuffer = (rule: DegreeRule) => {
    const table = joinTables(buffer)
    const rows = { table, numbers: allRows(table.size), inputSize: table.size }
    return compressRows(rows, inner, { rule, isPart: true })
  }

  const partRule = async (): Promise<DegreeRule> => {
    if (leastSquares !== undefined) return { firm: 0 }
    kept ??= highestDegree(await compressBuffer('auto'))
    return { firm: kept }
  }

  const insert = async (coreset: DatasetCoreset) => {
    let part = coreset
    const next = [...levels]
    let level = 0
    for (; next[level]; level++) {
      const union = unionOf([next[level]!, part])
      // Before any rows, coresets that are merged tell the degree.
      const isFirst = kept === undefined && buffered === 0 && leastSquares === undefined
      part = await compressRows(union, inner, { rule: isFirst ? 'auto' : await partRule(), isPart: true })
      if (isFirst) kept = highestDegree(part)
      next[level] = undefined
    }
    next[level] = part
    levels = next
  }

  const empty = async () => {
    const part = await compressBuffer(await partRule())
    buffer = []
    buffered = 0
    await insert(part)
  }

  const result = async (): Promise<DatasetCoreset> => {
    const parts = levels.toReversed().flatMap(part => (part ? [part] : []))
    if (parts.length === 0 && buffered === 0) {
      throw new OptionError('No rows were pushed', 'Push at least one before the result is asked for')
    }
    if (parts.length === 0) {
      const table = joinTables(buffer)
      return compressRows({ table, numbers: allRows(table.size), inputSize: table.size }, given)
    }
    if (buffered > 0) parts.push(await compressBuffer(await partRule()))
    const rule = degree === 'auto' && kept !== undefined ? { most: kept } : degree
    return compressRows(unionOf(parts), given, { rule })
  }

  const checkOpen = () => {
    if (isFinished) throw new OptionError('Rows are pushed after finish', 'Make another stream')
  }

  return {
    async push(chunk) {
      checkOpen()
      const table = await readTable(chunk)
      check(table)
      // The caller may use its arrays again.
      buffer = [...buffer, takeTableRows(table, allRows(table.size))]
      buffered += table.size
      if (buffered >= bufferRows) await empty()
    },
    async merge(coreset) {
      checkOpen()
      const union = unionOf([coreset])
      checkServes(union.made, {
        ...settingsFor(union.table, given, coresetColumns(union)),
        leastSquares,
      })
      if (buffered > 0) await empty()
      await insert(coreset)
    },
    snapshot: result,
    finish() {
      isFinished = true
      return result()
    },
  }
}

/** Of the strata that were reduced; 1 where not polynomials were best. */
function highestDegree({ certificate }: DatasetCoreset): number {
  return certificate.strata.reduce((most, { degree = 1 }) => Math.max(most, degree), 1)
}
