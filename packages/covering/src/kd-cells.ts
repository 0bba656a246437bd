import { type Cells, InputError, splitWidestAxis, type WeightedSet } from '@polylog/core'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'

export interface KdCellsOptions {
  /** Cells wanted. */
  readonly count: number
  /** Cover these rows of the set only, each named once; copied. All rows by default. */
  readonly rows?: Uint32Array
}

/**
 * Balanced k-d cells (after Bentley 1975): parts are halved across the widest axis of their bounding box until
 * there are exactly `min(count, n)` of them, whose numbers of rows differ by at most one. Weights play no part.
 * `O(n dim log count)` operations, and a scratch array of `n` numbers.
 *
 * @throws OptionError if `count` is not a positive integer
 * @throws InputError if `rows` is empty or names a row that the set does not have
 */
export function kdCells(set: WeightedSet, options: KdCellsOptions): Cells {
  checkCount(options.count)
  const permutation = options.rows === undefined ? allRows(set.size) : copyOfRows(options.rows, set.size)
  const size = permutation.length
  const count = Math.min(options.count, size)
  const offsets = new Uint32Array(count + 1)
  for (let cell = 0; cell <= count; cell++) offsets[cell] = Math.floor((cell * size) / count)
  const keys = new Float64Array(size)
  split(set.points, set.dim, permutation, offsets, 0, count, keys)
  return cellsFrom(set, offsets, permutation)
}

/** Reorders `rows[offsets[first]..offsets[last])` into the cells `first`, …, `last - 1`. */
function split(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  offsets: Uint32Array,
  first: number,
  last: number,
  keys: Float64Array,
): void {
  if (last - first < 2) return
  const start = offsets[first]
  const end = offsets[last]
  const half = first + ((last - first) >> 1)
  splitWidestAxis(points, dim, rows, start, offsets[half], end, keys)
  split(points, dim, rows, offsets, first, half, keys)
  split(points, dim, rows, offsets, half, last, keys)
}

function allRows(size: number): Uint32Array {
  const rows = new Uint32Array(size)
  for (let row = 0; row < size; row++) rows[row] = row
  return rows
}

function copyOfRows(rows: Uint32Array, size: number): Uint32Array {
  if (rows.length === 0)
    throw new InputError('rows is empty', 'Name at least one row, or leave the option out')
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] >= size) {
      throw new InputError(`rows[${i}] is ${rows[i]}`, `Name rows from 0 to ${size - 1}, the last of the set`)
    }
  }
  return rows.slice()
}
