import { polynomialCount } from './binomial.js'

/**
 * All exponents `α` of `dim` variables with `|α| <= order`: degree ascending, and within a degree from
 * `(d, 0, …, 0)` down to `(0, …, 0, d)` lexicographically. The first `N(dim, k)` rows are those of order `k`,
 * whatever the order asked for.
 *
 * @returns `N(dim, order) × dim` exponents, row-major, owned by the caller
 */
export function gradedMultiIndices(dim: number, order: number): Uint16Array {
  const exponents = new Uint16Array(polynomialCount(dim, order) * dim)
  const current = new Uint16Array(dim)
  let at = 0
  const place = (axis: number, left: number): void => {
    if (axis === dim - 1) {
      current[axis] = left
      exponents.set(current, at)
      at += dim
      return
    }
    for (let power = left; power >= 0; power--) {
      current[axis] = power
      place(axis + 1, left - power)
    }
  }
  for (let degree = 0; degree <= order; degree++) place(0, degree)
  return exponents
}
