import type { CellMembers } from '../cell-members.js'
import { dampedCholesky, solveLower } from '../cholesky.js'
import { BLOCK, type FeatureEvaluator } from '../compile-features.js'
import { productScratchLength, subtractProduct } from '../elimination/matrix-product.js'

/** Fewer rows than this for each feature say too little: the features are then left as they are. */
const LEAST_ROWS = 2

/** Of the products of features, over the mean of their diagonal. */
const DAMPING = 1e-14

/**
 * Combinations of features that are orthonormal over the rows of a cell: `count × count`, one to a column, upper
 * triangular. A little damped where the features depend on each other.
 *
 * @param scales what the features are divided by
 */
export function whiteningOf(
  { count, evaluate }: FeatureEvaluator,
  points: Float64Array,
  weights: Float64Array,
  { rows, frame }: CellMembers,
  scales: Float64Array,
): Float64Array {
  if (rows.length < LEAST_ROWS * count) return unchanged(count)
  const products = meanProducts(evaluate, count, points, weights, rows, frame, scales)
  let trace = 0
  for (let i = 0; i < count; i++) trace += products[i * count + i]
  const factor = dampedCholesky(products, count, (DAMPING * trace) / count)
  const basis = new Float64Array(count * count)
  const column = new Float64Array(count)
  for (let j = 0; j < count; j++) {
    column.fill(0)
    column[j] = 1
    solveLower(factor, count, column)
    basis.set(column, j * count)
  }
  return basis
}

function unchanged(count: number): Float64Array {
  const identity = new Float64Array(count * count)
  for (let j = 0; j < count; j++) identity[j * count + j] = 1
  return identity
}

/** Means of `φ_i φ_j / (scales_i scales_j)`. */
function meanProducts(
  evaluate: FeatureEvaluator['evaluate'],
  count: number,
  points: Float64Array,
  weights: Float64Array,
  rows: Uint32Array,
  frame: Float64Array,
  scales: Float64Array,
): Float64Array {
  const block = new Float64Array(count * BLOCK)
  const negated = new Float64Array(count * BLOCK)
  const transposed = new Float64Array(BLOCK * count)
  const products = new Float64Array(count * count)
  const scratch = new Float64Array(productScratchLength(BLOCK, count))
  let mass = 0
  for (let start = 0; start < rows.length; start += BLOCK) {
    const size = Math.min(BLOCK, rows.length - start)
    evaluate(points, rows, start, start + size, frame, block)
    for (let p = 0; p < size; p++) {
      const weight = weights[rows[start + p]]
      mass += weight
      for (let i = 0; i < count; i++) {
        const value = block[i * BLOCK + p] / scales[i]
        transposed[p * count + i] = value
        negated[i * BLOCK + p] = -weight * value
      }
    }
    subtractProduct(products, 0, count, negated, 0, BLOCK, transposed, 0, count, count, count, size, scratch)
  }
  return products.map(product => product / mass)
}
