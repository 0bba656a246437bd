import {
  allRows,
  cellBoxes,
  type PolynomialFeatures,
  type Rng,
  selectRank,
  type WeightedSet,
  weightyRows,
} from '@polylog/core'
import { cellsFrom } from '@polylog/covering'
import { featureTable } from '@polylog/moments'
import FlatQueue from 'flatqueue'
import { removePoints } from './remove-points.js'

/**
 * The second part of the hybrid: of all groups of `N + 1` near neighbours the tightest gives up one point, and this
 * again and again until `goal` points are left.
 *
 * Radii only grow as points leave, so a queue of old ones is lower bounds and only its head is measured anew: the
 * groups are those that a full search after every removal would find.
 *
 * @param weights of all rows; those of removed points become 0
 */
export function greedyRemovals(
  set: WeightedSet,
  weights: Float64Array,
  features: PolynomialFeatures,
  featureCount: number,
  goal: number,
  rng: Rng,
): void {
  const rows = weightyRows(weights)
  let count = rows.length
  const squared = new Float64Array(count)
  const keys = new Float64Array(count)
  const queue = new FlatQueue()
  for (const row of rows) queue.push(row, 0)
  while (count > goal && count > featureCount) {
    const row = queue.pop()!
    if (weights[row] === 0) continue
    squaredDistances(set, rows, count, row, squared)
    keys.set(squared.subarray(0, count))
    const radius = selectRank(keys, count, featureCount)
    if (radius > (queue.peekValue() ?? Infinity)) {
      queue.push(row, radius)
      continue
    }
    const group = nearest(rows, count, squared, radius, featureCount + 1)
    const cells = cellsFrom(set, Uint32Array.of(0, group.length), group)
    const { values } = featureTable({ set, cells, map: features, frames: cellBoxes(set, cells) })
    removePoints(values, featureCount, group, weights, featureCount, rng)
    count = keepWeighty(rows, count, weights)
    if (weights[row] > 0) queue.push(row, radius)
  }
}

/** From one point to those of `rows[0..count)`. */
function squaredDistances(
  { points, dim }: WeightedSet,
  rows: Uint32Array,
  count: number,
  row: number,
  squared: Float64Array,
): void {
  const from = row * dim
  for (let i = 0; i < count; i++) {
    const at = rows[i] * dim
    let sum = 0
    for (let axis = 0; axis < dim; axis++) {
      const difference = points[at + axis] - points[from + axis]
      sum += difference * difference
    }
    squared[i] = sum
  }
}

/** The `wanted` rows within the radius; of those at it, the first. */
function nearest(
  rows: Uint32Array,
  count: number,
  squared: Float64Array,
  radius: number,
  wanted: number,
): Uint32Array {
  const within = allRows(count).filter(i => squared[i] < radius)
  const at = allRows(count).filter(i => squared[i] === radius)
  const chosen = [...within, ...at.subarray(0, wanted - within.length)]
  return Uint32Array.from(chosen, i => rows[i])
}

/** Moves the rows that still carry weight to the front; returns how many they are. */
function keepWeighty(rows: Uint32Array, count: number, weights: Float64Array): number {
  let kept = 0
  for (let i = 0; i < count; i++) if (weights[rows[i]] > 0) rows[kept++] = rows[i]
  return kept
}
