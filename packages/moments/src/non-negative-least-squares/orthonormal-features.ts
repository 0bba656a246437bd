import type { CellFeatures } from '../cell-features.js'
import { orthonormalBasis } from '../orthonormal-basis.js'

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
  const count = largest.length
  const roots = weights.map(Math.sqrt)
  const basis = orthonormalBasis(
    Array.from({ length: count }, (_, j) =>
      roots.map((root, i) => (root * values[i * count + j]) / largest[j]),
    ),
  )
  const rank = basis.length
  const coordinates = new Float64Array(weights.length * rank)
  basis.forEach((unit, k) => {
    for (let i = 0; i < unit.length; i++) coordinates[i * rank + k] = unit[i] / roots[i]
  })
  return { rank, coordinates }
}
