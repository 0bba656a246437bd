import type { FeatureTable, Rng } from '@polylog/core'
import { Matrix } from 'ml-matrix'
import { nullVector } from './null-vector.js'

/**
 * Moves weight among points of a cell, their features' sums kept, until only `target` of them have any, or all
 * features have as many points as they need: of the first `N + 1` points left, a null vector of the features is
 * found, and the weights move along it until one is zero. A null vector for each point removed, as in the paper's
 * constructive proof.
 *
 * @param values features, one row of `count` for each of `rows`, the first of them 1
 * @param weights one for each row of the whole set; written to
 */
export function removePoints(
  values: FeatureTable['values'],
  count: number,
  rows: ArrayLike<number>,
  weights: Float64Array,
  target: number,
  rng: Rng,
): void {
  let left = Array.from(rows, (_, position) => position)
  while (left.length > target && left.length > count) {
    const taken = left.slice(0, count + 1)
    const features = Matrix.zeros(taken.length, count)
    taken.forEach((position, i) => {
      features.setRow(i, [...values.subarray(position * count, (position + 1) * count)])
    })
    moveUntilZero(
      weights,
      taken.map(position => rows[position]),
      nullVector(features, rng),
    )
    left = left.filter(position => weights[rows[position]] > 0)
  }
}

/**
 * Takes `c - s v` for the least `s >= 0` at which a weight is zero. The masses of a null vector cancel, so that
 * some of its entries are positive.
 */
function moveUntilZero(weights: Float64Array, rows: readonly number[], direction: Float64Array): void {
  let step = Infinity
  let dropped = -1
  direction.forEach((change, i) => {
    if (change > 0 && weights[rows[i]] / change < step) {
      step = weights[rows[i]] / change
      dropped = i
    }
  })
  rows.forEach((row, i) => {
    weights[row] = i === dropped ? 0 : Math.max(0, weights[row] - step * direction[i])
  })
}
