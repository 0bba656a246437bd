import { concatenated } from '@polylog/core'
import { type ColumnBlock, type ColumnOptions, type ColumnValues, columnBlocks } from './column-blocks.js'
import type { Table } from './table.js'

/** Columns of a table in memory: numbers, booleans, and texts. */
export interface ReadColumns extends ColumnBlock {
  /** Rows in the table, the dropped ones included. */
  readonly tableRows: number
}

const BLOCK_ROWS = 1 << 16

/**
 * Reads columns of numbers, booleans and texts into memory, unless there are more rows than may be held.
 *
 * @param mostRows rows that may be held
 * @returns nothing for a table of more rows; reading ends there
 * @throws InputError for NULLs and what is not finite, unless such rows are dropped
 */
export async function readColumns(
  table: Table,
  options: ColumnOptions,
  mostRows: number,
): Promise<ReadColumns | undefined> {
  if (table.count.cheap && (await table.count.rows()) > mostRows) return undefined
  let tableRows = 0
  const onRows = (rows: number) => {
    tableRows = rows
    options.onRows?.(rows)
  }
  const blocks: ColumnBlock[] = []
  let size = 0
  for await (const block of columnBlocks(table, { ...options, onRows }, BLOCK_ROWS)) {
    blocks.push(block)
    size += block.size
    if (size > mostRows) return undefined
  }
  const numbers = (of: (block: ColumnBlock) => Float64Array) => concatenated(blocks.map(of))
  const joined = (name: string): ColumnValues => {
    const parts = blocks.map(({ columns }) => columns[name])
    return parts[0] instanceof Float64Array
      ? concatenated(parts as readonly Float64Array[])
      : (parts as readonly (readonly (string | boolean)[])[]).flat()
  }
  return {
    size,
    columns: Object.fromEntries(options.specs.map(({ name }) => [name, joined(name)])),
    weights: options.weight && numbers(({ weights }) => weights!),
    rowNumbers: numbers(({ rowNumbers }) => rowNumbers),
    tableRows,
  }
}
