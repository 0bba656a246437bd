import { allRows, type Cells, selectRank, type WeightedSet } from '@polylog/core'
import FlatQueue from 'flatqueue'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'

export interface SmallestBallCellsOptions {
  /** Most cells wanted. */
  readonly count: number
}

/**
 * Cells of `ceil(n / count)` near neighbours, tightest first, as in the code of Wang et al. (ICLR 2026,
 * arXiv:2510.00504): the row whose distance to its `q`-th nearest remaining neighbour is least leaves with these
 * `q` neighbours, again and again; what remains at the end is the last cell. Weights play no part. Cells come in
 * the order in which they were found; rows ascend within each.
 *
 * Distances only grow as rows leave, so a queue of old ones is lower bounds, and only its head is measured anew.
 * `O(n)` memory; at least `O(n^2 dim)` time, and a few times that in practice: meant for up to some ten thousand
 * rows.
 *
 * @throws OptionError if `count` is not a positive integer
 */
export function smallestBallCells(set: WeightedSet, options: SmallestBallCellsOptions): Cells {
  checkCount(options.count)
  const { size } = set
  const group = Math.ceil(size / options.count)
  const crowd: Crowd = { dim: set.dim, count: size, rows: allRows(size), points: set.points.slice() }
  const positions = allRows(size)
  const squared = new Float64Array(size)
  const keys = new Float64Array(size)
  const permutation = new Uint32Array(size)
  const offsets = [0]
  const queue = new FlatQueue()
  for (let row = 0; row < size; row++) queue.push(row, 0)
  let placed = 0
  while (crowd.count > group) {
    const row = queue.pop()!
    if (positions[row] === GONE) continue
    measure(crowd, positions[row], squared)
    keys.set(squared.subarray(0, crowd.count))
    const radius = selectRank(keys, crowd.count, group - 1)
    if (radius > (queue.peekValue() ?? Infinity)) {
      queue.push(row, radius)
      continue
    }
    takeNearest(crowd, positions, squared, radius, permutation, placed, placed + group)
    placed += group
    offsets.push(placed)
  }
  permutation.set(crowd.rows.subarray(0, crowd.count), placed)
  offsets.push(size)
  for (let cell = 1; cell < offsets.length; cell++)
    permutation.subarray(offsets[cell - 1], offsets[cell]).sort()
  return cellsFrom(set, Uint32Array.from(offsets), permutation)
}

/** The rows not yet in a cell, with their points side by side, so that distances read memory in order. */
interface Crowd {
  readonly dim: number
  count: number
  readonly rows: Uint32Array
  readonly points: Float64Array
}

/** Position of a row that has left the crowd. */
const GONE = 2 ** 32 - 1

/** Squared distances from one of the crowd to all; its own is -1, so that no duplicate comes before it. */
function measure({ points, dim, count }: Crowd, position: number, squared: Float64Array): void {
  const from = position * dim
  for (let i = 0, at = 0; i < count; i++, at += dim) {
    let sum = 0
    for (let axis = 0; axis < dim; axis++) {
      const difference = points[at + axis] - points[from + axis]
      sum += difference * difference
    }
    squared[i] = sum
  }
  squared[position] = -1
}

/** Moves those nearer than `radius`, and as many as are still wanted at it, to `taken[start..end)`. */
function takeNearest(
  crowd: Crowd,
  positions: Uint32Array,
  squared: Float64Array,
  radius: number,
  taken: Uint32Array,
  start: number,
  end: number,
): void {
  let ties = end - start
  for (let i = 0; i < crowd.count; i++) if (squared[i] < radius) ties--
  let at = start
  // Backwards, since the last of the crowd fills the place of each that leaves.
  for (let i = crowd.count - 1; i >= 0; i--) {
    if (squared[i] > radius || (squared[i] === radius && ties-- <= 0)) continue
    const row = crowd.rows[i]
    taken[at++] = row
    positions[row] = GONE
    remove(crowd, positions, i)
  }
}

function remove(crowd: Crowd, positions: Uint32Array, position: number): void {
  const { dim, rows, points } = crowd
  const last = --crowd.count
  if (position === last) return
  rows[position] = rows[last]
  positions[rows[position]] = position
  points.copyWithin(position * dim, last * dim, (last + 1) * dim)
}
