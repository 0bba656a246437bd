import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** Directions of less than this share of the largest variance are not blown up. */
const LEAST_VARIANCE = 1e-12

/**
 * What turns standardised coordinates into uncorrelated ones of unit variance: rows `v_jᵀ / √λ_j` of the eigenvectors of their
 * correlations, by falling variance; those without variance stay as short as they are. `numeric × numeric`, row-major.
 *
 * @param points `size × dim`, of which the first `numeric` coordinates count
 */
export function whiteningOf(
  points: Float64Array,
  dim: number,
  numeric: number,
  weights: Float64Array | undefined,
): Float64Array {
  const sums = Matrix.zeros(numeric, numeric)
  let mass = 0
  for (let row = 0; row < points.length / dim; row++) {
    const weight = weights ? weights[row] : 1
    mass += weight
    for (let i = 0; i < numeric; i++) {
      for (let j = 0; j <= i; j++) {
        sums.set(i, j, sums.get(i, j) + weight * points[row * dim + i] * points[row * dim + j])
      }
    }
  }
  for (let i = 0; i < numeric; i++) {
    for (let j = 0; j <= i; j++) {
      sums.set(i, j, sums.get(i, j) / mass)
      sums.set(j, i, sums.get(i, j))
    }
  }
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(sums, { assumeSymmetric: true })
  const whitening = new Float64Array(numeric * numeric)
  // Eigenvalues come in ascending order.
  const least = LEAST_VARIANCE * realEigenvalues[numeric - 1]
  for (let i = 0; i < numeric; i++) {
    const from = numeric - 1 - i
    const value = realEigenvalues[from]
    const scale = value > least ? 1 / Math.sqrt(value) : 1
    for (let j = 0; j < numeric; j++) whitening[i * numeric + j] = scale * eigenvectorMatrix.get(j, from)
  }
  return whitening
}
