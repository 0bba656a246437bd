import type { Rng } from '@polylog/core'
import { Matrix, QrDecomposition } from 'ml-matrix'
import { decomposedNullVector } from './decomposed-null-vector.js'

/** Largest `|A v| / (|A| |v|)` for which the projection is taken; the decomposition is asked otherwise. */
const TOLERANCE = 1e-12

/**
 * A vector `v` with `A v = 0`: a random vector without its part in the space of A's rows, by least squares; where
 * A is too near to losing rank for that, by singular values.
 *
 * @param transposed `A` transposed: one row per point, one column per feature, more rows than columns
 */
export function nullVector(transposed: Matrix, rng: Rng): Float64Array {
  const projected = projectedNullVector(transposed, rng)
  return projected !== undefined && isNull(transposed, projected)
    ? projected
    : decomposedNullVector(transposed)
}

function projectedNullVector(transposed: Matrix, rng: Rng): Float64Array | undefined {
  const decomposition = new QrDecomposition(transposed)
  if (!decomposition.isFullRank()) return undefined
  let vector = Float64Array.from({ length: transposed.rows }, () => rng.normal())
  // Most of a random vector lies in the rows' space: what is left of it has to be cleaned once more.
  for (let time = 0; time < 2; time++) {
    const part = transposed.mmul(decomposition.solve(Matrix.columnVector([...vector])))
    vector = vector.map((value, row) => value - part.get(row, 0))
  }
  return vector
}

function isNull(transposed: Matrix, vector: Float64Array): boolean {
  const length = Math.hypot(...vector)
  for (let column = 0; column < transposed.columns; column++) {
    let product = 0
    let squares = 0
    for (let row = 0; row < transposed.rows; row++) {
      const value = transposed.get(row, column)
      product += value * vector[row]
      squares += value * value
    }
    if (!(Math.abs(product) <= TOLERANCE * Math.sqrt(squares) * length)) return false
  }
  return true
}
