import { allRows, type Cells, InputError, splitWidestAxis, type WeightedSet } from '@polylog/core'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'
import { gather } from './gather.js'

export interface KdCellsOptions {
  /** Cells wanted. */
  readonly count: number
  /** Cover these rows of the set only, each named once; copied. All rows by default. */
  readonly rows?: Uint32Array
}

/** An array of this many numbers (1 MiB) is cheap to read in any order. */
const CACHED = 2 ** 17

/** In a larger array, the points of a part this many times smaller are copied together first. */
const SCATTERED = 4

/**
 * Balanced k-d cells (after Bentley 1975): parts are halved across the widest axis of their bounding box until
 * there are exactly `min(count, n)` of them, whose numbers of rows differ by at most one. Of equal coordinates
 * those of earlier rows go first, and rows keep their order within each cell. Weights play no part.
 * `O(n dim log count)` operations; scratch memory of `n` numbers and at most a third of the points.
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
  split(set.points, set.dim, permutation, offsets, 0, 0, count, new Float64Array(size))
  return cellsFrom(set, offsets, permutation)
}

/** Reorders `rows`, whose first entry has position `origin`, into the cells `first`, …, `last - 1`. */
function split(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  offsets: Uint32Array,
  origin: number,
  first: number,
  last: number,
  keys: Float64Array,
): void {
  if (last - first < 2) return
  const start = offsets[first] - origin
  const end = offsets[last] - origin
  if (points.length > CACHED && (end - start) * dim * SCATTERED <= points.length) {
    const together = gather(points, dim, rows, start, end)
    const order = allRows(end - start)
    split(together, dim, order, offsets, offsets[first], first, last, keys)
    reorder(rows, start, order)
    return
  }
  const half = first + ((last - first) >> 1)
  splitWidestAxis(points, dim, rows, start, offsets[half] - origin, end, keys)
  split(points, dim, rows, offsets, origin, first, half, keys)
  split(points, dim, rows, offsets, origin, half, last, keys)
}

function reorder(rows: Uint32Array, start: number, order: Uint32Array): void {
  const before = rows.slice(start, start + order.length)
  for (let i = 0; i < order.length; i++) rows[start + i] = before[order[i]]
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
