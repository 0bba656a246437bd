import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { CellFeatures } from '../cell-features.js'

/** Singular values within this fraction of the largest are rounding; the elimination judges alike. */
const RANK_TOLERANCE = 2 ** -43

/**
 * Combinations `q_k` of the features that are orthonormal over weighted points, `Σ c q_k q_l = δ_kl`, as many as
 * are independent. A combination of them with mean 0 cannot be small where it is positive and large where it is
 * negative, so that least squares in these coordinates do not stall short of a solution.
 *
 * @param weights one per point, `> 0`; the points are the first of the cell's
 * @returns `weights.length × rank`, row-major
 */
export function orthonormalFeatures(
  { values, largest }: CellFeatures,
  weights: Float64Array,
): { readonly rank: number; readonly coordinates: Float64Array } {
  const size = weights.length
  const count = largest.length
  const roots = weights.map(Math.sqrt)
  const matrix = Matrix.zeros(Math.max(size, count), count)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < count; j++) matrix.set(i, j, (roots[i] * values[i * count + j]) / largest[j])
  }
  const { diagonal, leftSingularVectors } = new SingularValueDecomposition(matrix, {
    computeRightSingularVectors: false,
  })
  const rank = diagonal.filter(value => value > RANK_TOLERANCE * diagonal[0]).length
  const coordinates = new Float64Array(size * rank)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < rank; k++) coordinates[i * rank + k] = leftSingularVectors.get(i, k) / roots[i]
  }
  return { rank, coordinates }
}
