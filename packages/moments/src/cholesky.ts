/**
 * Factorises a symmetric positive matrix into `L L^T`, in place, in its lower triangle.
 *
 * @returns whether all pivots were positive
 */
export function cholesky(matrix: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j++) {
    const row = j * size
    let pivot = matrix[row + j]
    for (let l = 0; l < j; l++) pivot -= matrix[row + l] * matrix[row + l]
    if (!(pivot > 0)) return false
    const diagonal = Math.sqrt(pivot)
    matrix[row + j] = diagonal
    const inverse = 1 / diagonal
    for (let i = j + 1; i < size; i++) {
      const below = i * size
      let value = matrix[below + j]
      for (let l = 0; l < j; l++) value -= matrix[below + l] * matrix[row + l]
      matrix[below + j] = value * inverse
    }
  }
  return true
}

/** What damping that fails grows by. */
const DAMPING_FACTOR = 10

/**
 * The factor of `matrix + damping · I`, with the least damping that lets all pivots be positive: the first one, or so many
 * times ten of it.
 *
 * @param matrix finite; left as it is
 */
export function dampedCholesky(matrix: Float64Array, size: number, first: number): Float64Array {
  for (let damping = first; ; damping *= DAMPING_FACTOR) {
    const factor = matrix.slice()
    for (let i = 0; i < size; i++) factor[i * size + i] += damping
    if (cholesky(factor, size)) return factor
  }
}

/** Solves `L y = b` in place. */
export function solveLower(factor: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let value = b[i]
    for (let l = 0; l < i; l++) value -= factor[i * size + l] * b[l]
    b[i] = value / factor[i * size + i]
  }
}

/** Solves `L^T x = y` in place. */
export function solveLowerTransposed(factor: Float64Array, size: number, y: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const value = y[i] / factor[i * size + i]
    y[i] = value
    for (let l = 0; l < i; l++) y[l] -= factor[i * size + l] * value
  }
}
