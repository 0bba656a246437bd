import {
  allRows,
  type Cells,
  InputError,
  OptionError,
  splitWidestAxis,
  type WeightedSet,
} from '@polylog/core'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'
import { gather } from './gather.js'
import { runCells } from './run-cells.js'
import { cellsOfRows, sampledKdTree } from './sampled-kd-tree.js'

export interface KdCellsOptions {
  /** Cells wanted. */
  readonly count: number
  /** Cover these rows of the set only, each named once; copied. All rows by default. */
  readonly rows?: Uint32Array
  /**
   * Rows per cell, at least 1, from which the splits of a set of many more rows are judged. Without it all rows
   * are looked at for every split.
   */
  readonly sample?: number
  /** Seeds the sample; 0 by default. */
  readonly seed?: number
}

/** An array of this many numbers (1 MiB) is cheap to read in any order. */
const CACHED = 2 ** 17

/** Cells of fewer rows, as a multiple of the sample, are split with all rows in sight. */
const MANY = 4

/** A cell of more rows than this, as a multiple of its due, says that the sample has misjudged (ties). */
const OVERFULL = 2

/** In a larger array, the points of a part this many times smaller are copied together first. */
const SCATTERED = 4

/**
 * Balanced k-d cells (after Bentley 1975): parts are halved across the widest axis of their bounding box until
 * there are exactly `min(count, n)` of them, whose numbers of rows differ by at most one. Of equal coordinates
 * those of earlier rows go first, and rows keep their order within each cell. Weights play no part.
 * `O(n dim log count)` operations; scratch memory of `n` numbers and at most a third of the points.
 *
 * With a `sample`, the same tree is grown on it, and all rows are sent down the tree in one pass: numbers of rows
 * then scatter by some percent, empty cells are left out, and the cells carry their rows. Where ties leave a cell
 * overfull, the sample is given up.
 *
 * @throws OptionError if `count` or `sample` is not a positive integer
 * @throws InputError if `rows` is empty or names a row that the set does not have
 */
export function kdCells(set: WeightedSet, options: KdCellsOptions): Cells {
  checkCount(options.count)
  const { sample } = options
  if (sample !== undefined) {
    checkSample(sample)
    const sampled =
      options.rows === undefined ? sampledCells(set, options.count, sample, options.seed ?? 0) : undefined
    if (sampled) return sampled
  }
  if (options.count === 1 && options.rows === undefined) return runCells(set, { count: 1 })
  const permutation = options.rows === undefined ? allRows(set.size) : copyOfRows(options.rows, set.size)
  const size = permutation.length
  const count = Math.min(options.count, size)
  const offsets = new Uint32Array(count + 1)
  for (let cell = 0; cell <= count; cell++) offsets[cell] = Math.floor((cell * size) / count)
  split(set.points, set.dim, permutation, offsets, 0, 0, count, new Float64Array(size))
  return cellsFrom(set, offsets, permutation)
}

function checkSample(sample: number): void {
  if (Number.isInteger(sample) && sample >= 1) return
  throw new OptionError(
    `sample is ${sample}`,
    'Give the rows per cell on which splits are judged, at least 1',
  )
}

/** Nothing where the cells are small, or the sample has misjudged. */
function sampledCells(set: WeightedSet, count: number, sample: number, seed: number): Cells | undefined {
  const { size, dim, points, weights } = set
  if (count < 2 || size < MANY * sample * count) return undefined
  const cellOf = cellsOfRows(set, sampledKdTree(set, count, sample, seed))
  const counts = new Uint32Array(count)
  for (let row = 0; row < size; row++) counts[cellOf[row]]++
  if (counts.some(rows => rows > (OVERFULL * size) / count)) return undefined
  const next = new Uint32Array(count)
  const offsets = [0]
  for (let cell = 0, placed = 0; cell < count; cell++) {
    next[cell] = placed
    placed += counts[cell]
    if (counts[cell] > 0) offsets.push(placed)
  }
  const permutation = new Uint32Array(size)
  const gathered = { size, dim, points: new Float64Array(size * dim), weights: new Float64Array(size) }
  for (let row = 0; row < size; row++) {
    const at = next[cellOf[row]]++
    permutation[at] = row
    gathered.weights[at] = weights[row]
    for (let axis = 0; axis < dim; axis++) gathered.points[at * dim + axis] = points[row * dim + axis]
  }
  return cellsFrom(set, Uint32Array.from(offsets), permutation, gathered)
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
