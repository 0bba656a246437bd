import type { Rng } from '@polylog/core'
import { EigenvalueDecomposition, Matrix, QrDecomposition } from 'ml-matrix'

/** Up to so many units, all eigenvectors are computed. */
const FEW = 400

/** Vectors more than are wanted, and rounds: what is left of smaller eigenvalues falls by their ratio, squared, in each. */
const SPARE = 10
const ROUNDS = 2

/** Eigenvalues below this share of the largest are rounding. */
const LEAST = 1e-12

/**
 * Leading eigenvectors of a positive semi-definite matrix times the roots of their eigenvalues: of a Gram matrix, the
 * coordinates of the vectors in their principal directions. Of large matrices by randomised subspace iteration (Halko,
 * Martinsson and Tropp 2011).
 *
 * @param gram `size × size`
 * @returns `size × count`, row-major, with fewer columns where the rank is lower; and the share of the trace that they hold
 */
export function leadingDirections(
  gram: Float64Array,
  size: number,
  most: number,
  rng: Rng,
): { readonly coordinates: Float64Array; readonly count: number; readonly share: number } {
  const matrix = Matrix.from1DArray(size, size, gram)
  const wanted = Math.min(most, size)
  const { vectors, values } =
    size <= FEW || wanted + SPARE >= size ? allEigenvectors(matrix) : iterated(matrix, wanted, rng)
  const order = values.map((_, i) => i).sort((a, b) => values[b] - values[a])
  const least = LEAST * values[order[0]]
  const leading = order.slice(0, wanted).filter(i => values[i] > least)
  const coordinates = new Float64Array(size * leading.length)
  leading.forEach((i, column) => {
    const root = Math.sqrt(values[i])
    for (let row = 0; row < size; row++) {
      coordinates[row * leading.length + column] = root * vectors.get(row, i)
    }
  })
  const held = leading.reduce((sum, i) => sum + values[i], 0)
  return { coordinates, count: leading.length, share: held / (matrix.trace() || 1) }
}

function allEigenvectors(matrix: Matrix): { vectors: Matrix; values: readonly number[] } {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  })
  return { vectors: eigenvectorMatrix, values: realEigenvalues }
}

function iterated(matrix: Matrix, wanted: number, rng: Rng): { vectors: Matrix; values: readonly number[] } {
  const size = matrix.rows
  const width = wanted + SPARE
  let basis = Matrix.from1DArray(
    size,
    width,
    Float64Array.from({ length: size * width }, () => rng.normal()),
  )
  for (let round = 0; round < ROUNDS; round++) {
    basis = new QrDecomposition(matrix.mmul(basis)).orthogonalMatrix
  }
  const inner = allEigenvectors(basis.transpose().mmul(matrix.mmul(basis)))
  return { vectors: basis.mmul(inner.vectors), values: inner.values }
}
