import { polynomialCount } from '@polylog/core'
import { checkInteger } from './check-number.js'

/**
 * How many of any number of weighted points in `R^dim` suffice, reweighted, to keep all moments up to `order`:
 * `N(m, k) = binomial(m + k, k)`. Sharp: some sets need as many. (Tchakaloff 1957, Carathéodory; the matching
 * theorem of arXiv:2510.00504.)
 */
export function tchakaloffBound(dim: number, order: number): number {
  checkInteger('dim', dim, 1)
  checkInteger('order', order, 0)
  return polynomialCount(dim, order)
}

/** The highest order whose moments `size` points always suffice to keep: the largest `k` with `N(m, k) <= size`. */
export function highestOrder(dim: number, size: number): number {
  checkInteger('dim', dim, 1)
  checkInteger('size', size, 1)
  // N(m, k) = (1 + m/1)(1 + m/2) ··· (1 + m/k): bracket by doubling, for orders are large when dim is 1.
  let low = 0
  let high = 1
  while (polynomialCount(dim, high) <= size) {
    low = high
    high *= 2
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (polynomialCount(dim, middle) <= size) low = middle
    else high = middle
  }
  return low
}
