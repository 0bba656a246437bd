import { RANK_TOLERANCE } from '../rank-tolerance.js'
import { factorise } from './factorisation.js'
import { productScratchLength } from './matrix-product.js'

/**
 * A change of weights that adds `defect` to the weighted sums of the features, exactly in as many independent
 * ones as the support has: `A^T δ = defect` with `A = L U`.
 *
 * @param features `size × defect.length`, row-major, one row per point of the support; overwritten
 * @returns `size` changes
 */
export function solveOnSupport(features: Float64Array, size: number, defect: Float64Array): Float64Array {
  const columns = defect.length
  const order = Uint32Array.from({ length: size }, (_, i) => i)
  const pivotColumns = new Uint32Array(columns)
  const tolerances = new Float64Array(columns)
  for (let at = 0; at < features.length; at++) {
    const j = at % columns
    tolerances[j] = Math.max(tolerances[j], RANK_TOLERANCE * Math.abs(features[at]))
  }
  const matrix = { data: features, rows: size, columns, stride: columns }
  const scratch = new Float64Array(productScratchLength(columns, columns))
  const rank = factorise(matrix, tolerances, order, pivotColumns, scratch)

  const solution = new Float64Array(rank)
  for (let i = 0; i < rank; i++) {
    const column = pivotColumns[i]
    let value = defect[column]
    for (let l = 0; l < i; l++) value -= features[l * columns + column] * solution[l]
    solution[i] = value / features[i * columns + column]
  }
  for (let i = rank - 1; i >= 0; i--) {
    for (let l = i + 1; l < rank; l++) solution[i] -= features[l * columns + i] * solution[l]
  }
  const change = new Float64Array(size)
  for (let i = 0; i < rank; i++) change[order[i]] = solution[i]
  return change
}
