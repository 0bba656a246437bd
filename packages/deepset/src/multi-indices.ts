import { binomial, gradedMultiIndices, OptionError, polynomialCount } from '@polylog/core'

/**
 * All exponents `α` of `dim` variables with `|α| <= order`, in graded lexicographic order: degree ascending, and
 * within a degree from `(t, 0, …, 0)` down to `(0, …, 0, t)`. The order of two multi-indices never depends on
 * `order`, so the first `N(dim, k)` rows are those of order `k`.
 */
export interface MultiIndices {
  readonly dim: number
  readonly order: number
  /** `N(dim, order) = binomial(dim + order, order)`. */
  readonly count: number
  /** `count × dim`, row-major. */
  readonly exponents: Uint16Array
}

const LARGEST_TABLE = 2 ** 30

/**
 * @param dim number of variables, at least 1
 * @param order highest total degree, 0 to 65535
 * @throws OptionError if either is no such integer, or the table would pass 2^30 entries
 */
export function multiIndices(dim: number, order: number): MultiIndices {
  if (!Number.isInteger(dim) || dim < 1) {
    throw new OptionError(`dim is ${dim}`, 'Give a positive integer')
  }
  if (!Number.isInteger(order) || order < 0 || order > 65535) {
    throw new OptionError(`order is ${order}`, 'Give an integer from 0 to 65535')
  }
  const count = polynomialCount(dim, order)
  if (!(count * dim <= LARGEST_TABLE)) {
    throw new OptionError(
      `Order ${order} in ${dim} variables has ${count} multi-indices`,
      'Give a lower order or fewer variables',
    )
  }
  return { dim, order, count, exponents: gradedMultiIndices(dim, order) }
}

/**
 * Row of a multi-index in graded lexicographic order, in closed form (the combinatorial number system):
 * `Σ_j binomial(r_j + m - j - 1, m - j)`, where `r_j = α_j + … + α_{m-1}`.
 *
 * @param exponents `dim` non-negative integers, read at `exponents[at … at + dim)`
 */
export function multiIndexRank(exponents: ArrayLike<number>, at = 0, dim = exponents.length): number {
  let rank = 0
  let rest = 0
  for (let axis = dim - 1; axis >= 0; axis--) {
    rest += exponents[at + axis]
    const variables = dim - axis
    rank += binomial(rest + variables - 1, variables)
  }
  return rank
}
