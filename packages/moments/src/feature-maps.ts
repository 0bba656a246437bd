import {
  type CustomFeatures,
  checkFeatureMap,
  type DirectionFeatures,
  type FeatureMap,
  OptionError,
  type PolynomialBasis,
  type PolynomialFeatures,
  type SumFeatures,
} from '@polylog/core'

/** All products of Chebyshev polynomials of total degree `<= order` on each cell's box. The default choice. */
export const chebyshev = (order: number): PolynomialFeatures => polynomial('chebyshev', order)

/** All products of Legendre polynomials of total degree `<= order` on each cell's box. */
export const legendre = (order: number): PolynomialFeatures => polynomial('legendre', order)

/** Raw powers on each cell's box. The span is that of `chebyshev`, but digits are lost as the order grows. */
export const monomials = (order: number): PolynomialFeatures => polynomial('monomials', order)

function polynomial(basis: PolynomialBasis, order: number): PolynomialFeatures {
  const map: PolynomialFeatures = { kind: 'polynomial', basis, order }
  checkFeatureMap(map, 1)
  return map
}

/** Functions of the user's own; `evaluate` returns `count` finite numbers for a point that is lent to it. */
export function custom(evaluate: CustomFeatures['evaluate'], count: number): CustomFeatures {
  const map: CustomFeatures = { kind: 'custom', evaluate, count }
  checkFeatureMap(map, 1)
  return map
}

/** The linear forms given by the rows of a `count × dim` matrix, which is copied. */
export function directions(matrix: readonly (readonly number[])[]): DirectionFeatures {
  const dim = matrix[0]?.length ?? 0
  const map: DirectionFeatures = {
    kind: 'directions',
    directions: Float64Array.from(matrix.flat()),
    count: matrix.length,
  }
  checkFeatureMap(map, dim)
  return map
}

/** All features of several maps together; the constant is shared. */
export function sum(...maps: readonly FeatureMap[]): SumFeatures {
  if (maps.length === 0) throw new OptionError('sum() was given no feature map', 'Give at least one')
  return { kind: 'sum', maps }
}
