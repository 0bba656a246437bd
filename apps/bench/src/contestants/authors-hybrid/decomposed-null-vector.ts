import { Matrix, SingularValueDecomposition } from 'ml-matrix'

/** What is left of a feature within this fraction of the longest is rounding. */
const RANK_TOLERANCE = 2 ** -43

/**
 * A vector `v` with `A v = 0`: the right singular vector of the singular value 0.
 *
 * The features are made orthonormal, and surplus points left out, before they are decomposed: the library's
 * iteration does not end on some matrices with several singular values near 0 (mljs/matrix, issue 70).
 *
 * @param transposed `A` transposed: one row per point, one column per feature, more rows than columns
 */
export function decomposedNullVector(transposed: Matrix): Float64Array {
  const features = Array.from({ length: transposed.columns }, (_, column) =>
    Float64Array.from(transposed.getColumn(column)),
  )
  const vector = new Float64Array(transposed.rows)
  let points = transposed.rows
  let basis = orthonormalBasis(features)
  while (basis.length + 1 < points) {
    points = basis.length + 1
    basis = orthonormalBasis(features.map(feature => feature.subarray(0, points)))
  }
  const matrix = Matrix.zeros(points, points)
  basis.forEach((row, i) => {
    matrix.setRow(i, row)
  })
  const { rightSingularVectors } = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
  })
  vector.set(rightSingularVectors.getColumn(points - 1))
  return vector
}

/** Gram and Schmidt with pivoting, each vector taken out twice; as many as are independent to rounding. */
function orthonormalBasis(vectors: readonly Float64Array[]): Float64Array[] {
  const remainders = vectors.map(vector => vector.slice())
  const smallest = RANK_TOLERANCE * Math.max(...remainders.map(length))
  const basis: Float64Array[] = []
  while (remainders.length > 0 && basis.length < vectors[0].length) {
    const lengths = remainders.map(length)
    const [longest] = remainders.splice(lengths.indexOf(Math.max(...lengths)), 1)
    for (const unit of basis) removePart(longest, unit)
    const left = length(longest)
    if (!(left > smallest)) break
    const unit = longest.map(value => value / left)
    for (const remainder of remainders) removePart(remainder, unit)
    basis.push(unit)
  }
  return basis
}

function removePart(vector: Float64Array, unit: Float64Array): void {
  let product = 0
  for (let i = 0; i < unit.length; i++) product += vector[i] * unit[i]
  for (let i = 0; i < unit.length; i++) vector[i] -= product * unit[i]
}

function length(vector: Float64Array): number {
  return Math.hypot(...vector)
}
