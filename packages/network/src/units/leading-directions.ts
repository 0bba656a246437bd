import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** Columns of the factor, over the directions that are wanted, and besides. */
const COLUMNS = 1.5
const SPARE = 10

/** Diagonals and eigenvalues below this share of the largest are rounding. */
const LEAST = 1e-12

/** Points in principal directions, row-major: one row for each of those whose products were given. */
export interface PrincipalCoordinates {
  readonly coordinates: Float64Array
  readonly count: number
}

/**
 * The coordinates, along their leading principal directions, of vectors of which only the products are known: eigenvectors of
 * the Gram matrix times the roots of their eigenvalues, as a pivoted Cholesky factor of half as many columns again lets them be
 * seen (Harbrecht, Peters and Schneider 2012).
 *
 * @param gram `size × size`, positive semi-definite; not modified
 * @param most directions; fewer where the rank is lower
 */
export function leadingDirections(gram: Float64Array, size: number, most: number): PrincipalCoordinates {
  const { factor, columns } = pivotedCholesky(gram, size, Math.min(size, Math.ceil(COLUMNS * most) + SPARE))
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(
    productsOfColumns(factor, size, columns),
    { assumeSymmetric: true },
  )
  // Eigenvalues come in ascending order.
  const least = LEAST * realEigenvalues[columns - 1]
  const count = Math.min(most, realEigenvalues.filter(value => value > least).length)
  const leading = new Float64Array(columns * count)
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < count; i++) leading[j * count + i] = eigenvectorMatrix.get(j, columns - 1 - i)
  }
  const coordinates = new Float64Array(size * count)
  for (let row = 0; row < size; row++) {
    const from = row * count
    for (let j = 0; j < columns; j++) {
      const value = factor[j * size + row]
      const at = j * count
      for (let i = 0; i < count; i++) coordinates[from + i] += value * leading[at + i]
    }
  }
  return { coordinates, count }
}

/** Columns `L` with `L Lᵀ` close to the matrix, one after the other: at the pivot of the largest diagonal that is left. */
function pivotedCholesky(gram: Float64Array, size: number, most: number) {
  const factor = new Float64Array(most * size)
  const left = Float64Array.from({ length: size }, (_, i) => gram[i * (size + 1)])
  const least = LEAST * left.reduce((a, b) => Math.max(a, b), 0)
  let columns = 0
  for (; columns < most; columns++) {
    let pivot = 0
    for (let i = 1; i < size; i++) if (left[i] > left[pivot]) pivot = i
    if (!(left[pivot] > least)) break
    const column = factor.subarray(columns * size, (columns + 1) * size)
    column.set(gram.subarray(pivot * size, (pivot + 1) * size))
    for (let j = 0; j < columns; j++) {
      const before = j * size
      const share = factor[before + pivot]
      for (let i = 0; i < size; i++) column[i] -= share * factor[before + i]
    }
    const root = Math.sqrt(left[pivot])
    for (let i = 0; i < size; i++) {
      column[i] /= root
      left[i] -= column[i] * column[i]
    }
    left[pivot] = 0
  }
  return { factor, columns }
}

function productsOfColumns(factor: Float64Array, size: number, columns: number): Matrix {
  const products = Matrix.zeros(columns, columns)
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0
      for (let i = 0; i < size; i++) sum += factor[a * size + i] * factor[b * size + i]
      products.set(a, b, sum)
      products.set(b, a, sum)
    }
  }
  return products
}
