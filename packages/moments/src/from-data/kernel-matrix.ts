import { type Kernel, profileOf } from '@polylog/core'

/** `K(a_i, b_j)`, row-major, of two lists of points. */
export function kernelMatrix(
  a: Float64Array,
  b: Float64Array,
  dim: number,
  kernel: Kernel,
  width: number,
): Float64Array {
  const profile = profileOf(kernel)
  const rows = a.length / dim
  const columns = b.length / dim
  const matrix = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let squared = 0
      for (let axis = 0; axis < dim; axis++) {
        const difference = (a[i * dim + axis] - b[j * dim + axis]) / width
        squared += difference * difference
      }
      matrix[i * columns + j] = profile(squared)
    }
  }
  return matrix
}
