import { Matrix, SingularValueDecomposition } from 'ml-matrix'

/** A singular value within this fraction of the largest is rounding; the elimination judges alike. */
const RANK_TOLERANCE = 2 ** -43

/**
 * A unit vector `v` with `A v = 0` to rounding: the right singular vector of the smallest singular value.
 *
 * @param matrix `A`; rows of zeros are added to a wide one
 * @returns `A.columns` numbers, or `undefined` if the columns are independent
 */
export function nullVector(matrix: Matrix): Float64Array | undefined {
  const { columns } = matrix
  const tall = Matrix.zeros(Math.max(matrix.rows, columns), columns)
  tall.setSubMatrix(matrix, 0, 0)
  const { diagonal, rightSingularVectors } = new SingularValueDecomposition(tall, {
    computeLeftSingularVectors: false,
  })
  if (diagonal[columns - 1] > RANK_TOLERANCE * diagonal[0]) return undefined
  return Float64Array.from(rightSingularVectors.getColumn(columns - 1))
}
