/**
 * A finite family of functions whose weighted sums a reduction keeps, as plain data: any backend can evaluate
 * it and any file can carry it (`custom` alone holds a function, and runs on the CPU). Column 0 of every
 * evaluation is the constant 1, so that mass is always kept.
 */
export type FeatureMap = PolynomialFeatures | DirectionFeatures | CustomFeatures | SumFeatures

export const POLYNOMIAL_BASES = ['chebyshev', 'legendre', 'monomials'] as const

export type PolynomialBasis = (typeof POLYNOMIAL_BASES)[number]

/** All products of one-variable polynomials of total degree `<= order`, on the frame scaled to `[-1, 1]^m`. */
export interface PolynomialFeatures {
  readonly kind: 'polynomial'
  readonly basis: PolynomialBasis
  readonly order: number
}

/** 1 and the linear forms `<direction, w - centre of the frame>`: for budgets too small even for order 1. */
export interface DirectionFeatures {
  readonly kind: 'directions'
  /** `count × dim`, row-major. */
  readonly directions: Float64Array
  readonly count: number
}

/** 1 and `count` functions of the user's, evaluated at the point itself. */
export interface CustomFeatures {
  readonly kind: 'custom'
  /** `point` is lent for the call; returns `count` numbers. */
  readonly evaluate: (point: Float64Array) => ArrayLike<number>
  readonly count: number
}

/** 1 and the non-constant features of several maps. */
export interface SumFeatures {
  readonly kind: 'sum'
  readonly maps: readonly FeatureMap[]
}

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

/** Number of columns of an evaluation, the constant included. */
export function featureCount(map: FeatureMap, dim: number): number {
  switch (map.kind) {
    case 'polynomial':
      return polynomialCount(dim, map.order)
    case 'directions':
    case 'custom':
      return map.count + 1
    case 'sum':
      return map.maps.reduce((count, part) => count + featureCount(part, dim) - 1, 1)
  }
}
