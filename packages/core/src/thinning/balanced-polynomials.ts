import { polynomialCount } from '../binomial.js'
import type { PolynomialFeatures } from '../feature-map.js'
import { gradedMultiIndices } from '../multi-index.js'
import { balancedDegrees } from './cluster-size.js'

/** By how much less a degree counts than the one before it, as for functions that are analytic around the box. */
const DEGREE_FACTOR = 0.5

/** The polynomials whose sums over the whole set a thinning balances. */
export interface BalancedPolynomials {
  /** All polynomials up to the last of their degrees. */
  readonly map: PolynomialFeatures
  /** Number, among the features of `map`, of the first that is balanced; so are all after it. */
  readonly first: number
  /** Weights of those that are. */
  readonly factors: Float64Array
}

/**
 * What is kept an eye on, beyond the features that are kept, while points leave a set: how far weighed sums over the whole
 * of it are off. They are brought towards zero: to leading order such a sum does not see where its defect arose, so that
 * what leaves later can cancel what earlier ones have done.
 */
export interface Balance extends BalancedPolynomials {
  /** `dim` lower, then `dim` upper bounds, which the polynomials take as `[-1, 1]^dim`. */
  readonly box: Float64Array
  /** By how much each weighed sum is too large; a part of that where others see to the rest. */
  readonly defect: Float64Array
}

/**
 * The polynomials of the next degrees after `order`, as many as `balancedDegrees` says; nothing where there is none.
 *
 * Products of Chebyshev polynomials are weighed as in the norm of polynomials that does not change when the axes are
 * turned (Bombieri's: the monomial `α` of degree `n` has the weight `sqrt(n! / α!)`), since functions of one linear
 * form, in whichever direction, load mixed terms by so much more than pure powers.
 *
 * @param finalSize points that will be left in the end
 */
export function balancedPolynomials(
  dim: number,
  order: number,
  finalSize: number,
): BalancedPolynomials | undefined {
  const degrees = balancedDegrees(dim, order, finalSize)
  if (degrees === 0) return undefined
  const first = polynomialCount(dim, order)
  return {
    map: { kind: 'polynomial', basis: 'chebyshev', order: order + degrees },
    first,
    factors: factorsUpTo(dim, order + degrees).subarray(first),
  }
}

/**
 * The balance of a set that stands for another.
 *
 * @param box that of the other, on which both sums are taken
 * @param found the set's sums of all polynomials of the map
 * @param expected the other's
 */
export function balanceOf(
  balanced: BalancedPolynomials,
  box: Float64Array,
  found: Float64Array,
  expected: Float64Array,
): Balance {
  const { first, factors } = balanced
  const defect = factors.map((factor, j) => factor * (found[first + j] - expected[first + j]))
  return { ...balanced, box, defect }
}

/** `DEGREE_FACTOR^n sqrt(n! / α!)` over the leading coefficient of the product of Chebyshev polynomials. */
function factorsUpTo(dim: number, order: number): Float64Array {
  const exponents = gradedMultiIndices(dim, order)
  return Float64Array.from({ length: exponents.length / dim }, (_, j) => {
    let multinomial = 1
    let degree = 0
    let leading = 1
    for (const power of exponents.subarray(j * dim, (j + 1) * dim)) {
      for (let i = 1; i <= power; i++) multinomial *= ++degree / i
      if (power > 1) leading *= 2 ** (power - 1)
    }
    return (DEGREE_FACTOR ** degree * Math.sqrt(multinomial)) / leading
  })
}
