import { CholeskyDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix'

/** Singular values below this share of the largest are those of terms that depend on others. */
const RANK_TOLERANCE = 1e-12

/** The solution of a symmetric system, or its shortest one where terms depend on each other. */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  const left = Matrix.from1DArray(size, size, matrix)
  const cholesky = new CholeskyDecomposition(left)
  if (cholesky.isPositiveDefinite() && isWellConditioned(cholesky.lowerTriangularMatrix)) {
    return Float64Array.from(cholesky.solve(Matrix.columnVector(right)).to1DArray())
  }
  const { leftSingularVectors, rightSingularVectors, diagonal } = new SingularValueDecomposition(left)
  const solution = new Float64Array(size)
  for (let k = 0; k < size && diagonal[k] > RANK_TOLERANCE * diagonal[0]; k++) {
    let part = 0
    for (let i = 0; i < size; i++) part += leftSingularVectors.get(i, k) * right[i]
    for (let i = 0; i < size; i++) solution[i] += (rightSingularVectors.get(i, k) * part) / diagonal[k]
  }
  return solution
}

function isWellConditioned(factor: Matrix): boolean {
  const pivots = factor.diag()
  return Math.min(...pivots) ** 2 > RANK_TOLERANCE * Math.max(...pivots) ** 2
}
