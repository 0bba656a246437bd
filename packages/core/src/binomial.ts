/**
 * `binomial(n, k)`, exact while it is below 2^53, else rounded; `Infinity` past the range of doubles.
 */
export function binomial(n: number, k: number): number {
  let result = 1
  const short = Math.min(k, n - k)
  if (short < 0) return 0
  for (let i = 1; i <= short; i++) {
    const factor = n - short + i
    // The product may pass 2^53 where the quotient does not: quotient and remainder are multiplied apart.
    const remainder = result % i
    result =
      result < 2 ** 53
        ? ((result - remainder) / i) * factor + (remainder * factor) / i
        : (result * factor) / i
  }
  return result
}

/** `N(m, k) = binomial(m + k, k)`: how many polynomials of degree `<= order` in `dim` variables are independent. */
export function polynomialCount(dim: number, order: number): number {
  return binomial(dim + order, order)
}
