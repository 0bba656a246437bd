import type { WeightedSet } from '@polylog/core'
import { checkedChunks, type ReadOptions } from './checked-chunks.js'
import type { Table } from './table.js'

/** Some of the rows that are kept, lent until the next block is asked for. */
export interface RowBlock {
  readonly set: WeightedSet
  /** Position of the first among all rows that are kept. */
  readonly first: number
  /** Row number in the table, from 0, of the block's row `i`. */
  rowNumber(i: number): number
}

const BLOCK_ROWS = 1 << 16

/**
 * The rows of a table in blocks, in arrays that are used again and again: for tables larger than memory.
 *
 * @param skip positions of rows that are passed over
 * @throws InputError as `checkedChunks` does
 */
export async function* readBlocks(table: Table, options: ReadOptions, skip = 0): AsyncGenerator<RowBlock> {
  const dim = options.coordinates.length
  const points = new Float64Array(BLOCK_ROWS * dim)
  const weights = new Float64Array(BLOCK_ROWS).fill(1)
  const numbers = new Float64Array(BLOCK_ROWS)
  let size = 0
  let position = 0
  const block = (): RowBlock => ({
    set: { size, dim, points: points.subarray(0, size * dim), weights: weights.subarray(0, size) },
    first: position - size,
    rowNumber: i => numbers[i],
  })
  for await (const { first, rows, columns, kept } of checkedChunks(table, options)) {
    for (let row = 0; row < rows; row++) {
      if (kept !== undefined && kept[row] === 0) continue
      if (position < skip) {
        position++
        continue
      }
      for (let axis = 0; axis < dim; axis++) points[size * dim + axis] = columns[axis][row]
      if (columns.length > dim) weights[size] = columns[dim][row]
      numbers[size] = first + row
      size++
      position++
      if (size < BLOCK_ROWS) continue
      yield block()
      size = 0
    }
  }
  if (size > 0) yield block()
}
