import {
  type CustomFeatures,
  checkFeatureMap,
  checkNames,
  type DegreeSet,
  type DirectionFeatures,
  type FeatureMap,
  OptionError,
  type PolynomialBasis,
  type PolynomialFeatures,
  type ProductFeatures,
  type SumFeatures,
} from '@polylog/core'

/** Which products of polynomials there are, beyond the order: see `DegreeSet`. */
export type DegreeOptions = Omit<DegreeSet, 'order'>

/**
 * A family of polynomial features: of all coordinates, or of those named, by their numbers from 0 on, ascending. All
 * products of total degree `<= order`, or those that the options leave.
 */
export type PolynomialFamily = (...given: FamilyArguments) => PolynomialFeatures

type FamilyArguments =
  | [order: number, options?: DegreeOptions]
  | [axes: readonly number[], order: number, options?: DegreeOptions]

/** Products of Chebyshev polynomials on each cell's box. The default choice. */
export const chebyshev: PolynomialFamily = (...given) => polynomials('chebyshev', given)

/** Products of Legendre polynomials on each cell's box. */
export const legendre: PolynomialFamily = (...given) => polynomials('legendre', given)

/** Raw powers on each cell's box. The span is that of `chebyshev`, but digits are lost as the order grows. */
export const monomials: PolynomialFamily = (...given) => polynomials('monomials', given)

/** Coordinates in which the function is linear: degree 1 in them together, all of them by default. */
export function linear(axes?: readonly number[]): PolynomialFeatures {
  return axes ? chebyshev(axes, 1) : chebyshev(1)
}

const DEGREE_OPTIONS: readonly string[] = [
  'degreeWeights',
  'maxDegrees',
  'maxInteraction',
] satisfies readonly (keyof DegreeOptions)[]

function polynomials(basis: PolynomialBasis, given: FamilyArguments): PolynomialFeatures {
  const [axes, order, options] =
    given.length > 0 && Array.isArray(given[0])
      ? (given as [readonly number[], number, DegreeOptions?])
      : [undefined, ...(given as [number, DegreeOptions?])]
  checkNames(`${basis} features`, options ?? {}, DEGREE_OPTIONS)
  const map: PolynomialFeatures = { kind: 'polynomial', basis, order, ...(axes && { axes }), ...options }
  const variables = options?.degreeWeights?.length ?? options?.maxDegrees?.length ?? 1
  checkFeatureMap(map, axes ? Math.max(...axes, 0) + 1 : variables)
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
  checkParts('sum', maps)
  return { kind: 'sum', maps }
}

/**
 * All products of one feature of each map, for functions that are products of functions of blocks of coordinates, and
 * sums of such: `product(chebyshev([0, 1], 6), linear([2]))` is `{polynomials of x0, x1 to degree 6} × {1, x2}`.
 */
export function product(...maps: readonly FeatureMap[]): ProductFeatures {
  checkParts('product', maps)
  return { kind: 'product', maps }
}

function checkParts(name: string, maps: readonly FeatureMap[]): void {
  if (maps.length === 0) throw new OptionError(`${name}() was given no feature map`, 'Give at least one')
}
