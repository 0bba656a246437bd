import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { orthonormalBasis } from '../orthonormal-basis.js'

/**
 * A unit vector `v` with `A v = 0` to rounding: the right singular vector of the singular value 0.
 *
 * The rows are made orthonormal, and surplus columns left out, before they are decomposed: ml-matrix's iteration
 * does not end on some matrices with several singular values near 0 (mljs/matrix, issue 70).
 *
 * @param rows `A`, row by row
 * @returns one number per column, or `undefined` if the columns are independent
 */
export function nullVector(rows: readonly Float64Array[]): Float64Array | undefined {
  const columns = rows[0].length
  const basis = orthonormalBasis(rows)
  const rank = basis.length
  if (rank === columns) return undefined
  const vector = new Float64Array(columns)
  if (rank + 1 < columns) {
    vector.set(nullVector(rows.map(row => row.subarray(0, rank + 1)))!)
    return vector
  }
  const matrix = Matrix.zeros(columns, columns)
  basis.forEach((row, i) => {
    matrix.setRow(i, row)
  })
  const { rightSingularVectors } = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
  })
  vector.set(rightSingularVectors.getColumn(rank))
  return vector
}
