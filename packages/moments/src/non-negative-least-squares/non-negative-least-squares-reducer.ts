import type { FeatureMap } from '@polylog/core'
import { cellFeatures } from '../cell-features.js'
import { type CellReducer, evaluatorCache } from '../cell-reducer.js'
import { finishWeights } from '../elimination/finish.js'
import { keepMedoid } from '../medoid.js'
import { nonNegativeLeastSquares } from './lawson-hanson.js'
import { orthonormalFeatures } from './orthonormal-features.js'

/**
 * Looks for non-negative weights on the cell's own points whose sums of features come nearest to the cell's:
 * its old weights show that the distance 0 can be reached, and a basic solution has at most as many positive
 * weights as features. A cross-check of the other methods, by other means.
 */
export function createNonNegativeLeastSquaresReducer(map: FeatureMap, dim: number): CellReducer {
  const evaluatorFor = evaluatorCache(map, dim)
  return {
    reduce(points, weights, members, target) {
      const { rows, frame } = members
      if (rows.length <= target) return 0
      const evaluator = evaluatorFor(members.axes)
      const { count } = evaluator
      if (count === 1 && target <= 1) return keepMedoid(points, dim, weights, rows)
      const features = cellFeatures(points, weights, members, evaluator)

      // Where more may stay than the features need, the surplus of rows stays as it is.
      const working = rows.subarray(0, rows.length - Math.max(0, target - count))
      const masses = Float64Array.from(working, row => weights[row])
      const { rank, coordinates } = orthonormalFeatures(features, masses)
      const { columns, norms } = unitColumns(coordinates, rank)
      const unknowns = nonNegativeLeastSquares(columns, weightedSums(coordinates, rank, masses))
      working.forEach((row, i) => {
        weights[row] = unknowns[i] / norms[i]
      })
      const support = rows.filter(row => weights[row] > 0)
      return finishWeights({ points, dim, weights, support, frame, evaluator, exact: features.exact })
    },
  }
}

/** The coordinates of each point as a column of norm 1. */
function unitColumns(coordinates: Float64Array, rank: number) {
  const columns = coordinates.slice()
  const norms = new Float64Array(columns.length / rank)
  for (let i = 0; i < norms.length; i++) {
    const column = columns.subarray(i * rank, (i + 1) * rank)
    norms[i] = Math.hypot(...column)
    for (let k = 0; k < rank; k++) column[k] /= norms[i]
  }
  return { columns, norms }
}

function weightedSums(coordinates: Float64Array, rank: number, masses: Float64Array): Float64Array {
  const sums = new Float64Array(rank)
  masses.forEach((mass, i) => {
    for (let k = 0; k < rank; k++) sums[k] += mass * coordinates[i * rank + k]
  })
  return sums
}
