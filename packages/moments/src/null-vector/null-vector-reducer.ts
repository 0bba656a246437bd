import type { FeatureMap } from '@polylog/core'
import { cellFeatures } from '../cell-features.js'
import { type CellReducer, evaluatorCache } from '../cell-reducer.js'
import { finishWeights } from '../elimination/finish.js'
import { keepMedoid } from '../medoid.js'
import { nullVector } from './null-vector.js'

/**
 * The reduction of the paper's own code (Wang et al. 2026, arXiv:2510.00504), a constructive proof of
 * Tchakaloff's theorem: of the first `N + 1` points that remain, a null vector of the features is found by
 * singular values; the weights move along it until one is zero, and that point is dropped. One singular value
 * decomposition per dropped point, `O(n N^3)` in all: a baseline.
 */
export function createNullVectorReducer(map: FeatureMap, dim: number): CellReducer {
  const evaluatorFor = evaluatorCache(map, dim)
  return {
    reduce(points, weights, members, target) {
      const { rows, frame } = members
      if (rows.length <= target) return 0
      const evaluator = evaluatorFor(members.axes)
      const { count } = evaluator
      if (count === 1 && target <= 1) return keepMedoid(points, dim, weights, rows)
      const { values, largest, exact } = cellFeatures(points, weights, members, evaluator)

      const rowsOf = (positions: readonly number[]) =>
        Array.from(largest, (scale, j) =>
          Float64Array.from(positions, position => values[position * count + j] / scale),
        )

      let remaining = Array.from(rows, (_, position) => position)
      while (remaining.length > target) {
        const taken = remaining.slice(0, count + 1)
        const direction = nullVector(rowsOf(taken))
        if (direction === undefined) break
        moveUntilZero(
          weights,
          taken.map(position => rows[position]),
          direction,
        )
        remaining = remaining.filter(position => weights[rows[position]] > 0)
      }
      const support = Uint32Array.from(remaining, position => rows[position])
      return finishWeights({ points, dim, weights, support, frame, evaluator, exact })
    },
  }
}

/**
 * Takes `c - s v` for the least `s >= 0` at which a weight is zero. The masses of a null vector cancel, so that
 * some of its entries are positive.
 *
 * @param direction `v`, one entry per row
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
