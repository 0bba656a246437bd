import { compensatedSum, OptionError, type WeightedSet } from '@polylog/core'
import { compileProducts, type MomentProducts } from './moment-products.js'
import { absoluteMoments, type Moments, moments } from './moments.js'

/**
 * `coefficient · Σ w_{i1}^{α1} ··· w_{ir}^{αr}` over all ordered r-tuples of distinct objects. No factors at all
 * means the constant. (The monomial symmetric polynomial of `{α1 … αr}` counts each monomial once: divide by the
 * factorials of how often equal exponents repeat.)
 */
export interface SymmetricTerm {
  readonly coefficient: number
  /** `r` multi-indices of `dim` exponents each. */
  readonly exponents: readonly (readonly number[])[]
}

/**
 * A symmetric polynomial of objects in `R^dim`, evaluated from the moments alone (the multivariate fundamental
 * theorem of symmetric polynomials, arXiv:2510.00504; polarised power sums, Weyl, The Classical Groups, II.A).
 *
 * Integer weights are multiplicities: the value is that of the multiset in which `w_i` occurs `c_i` times, equal
 * copies counting as distinct objects. For other weights it is the same polynomial in the moments
 * `p_α = Σ c_i w_i^α`; so two sets with equal moments up to `degree` have equal values.
 */
export interface SymmetricPolynomial {
  readonly dim: number
  /** The moments needed: up to this order. */
  readonly degree: number
  readonly terms: readonly SymmetricTerm[]
  /** The value at a set. */
  evaluate(set: WeightedSet): number
  /**
   * The value from moments of order `>= degree`; a polynomial in the coordinates `(w - centre) / scale` of those.
   *
   * @throws OptionError for moments of another dim or a lower order
   */
  fromMoments(moments: Moments): number
  /**
   * The sum of the absolute values of all terms that `evaluate` adds up, down to the single objects: the scale
   * against which its rounding is judged.
   */
  absoluteTerms(set: WeightedSet): number
  /** The same from `absoluteMoments` of order `>= degree`. */
  absoluteTermsFromMoments(absolute: Moments): number
}

export interface SymmetricPolynomialOptions {
  /** Coordinates per object. */
  readonly dim: number
  readonly terms: readonly SymmetricTerm[]
}

/**
 * @example the sum of <w_i, w_j> over all ordered pairs of distinct points of the plane
 * symmetricPolynomial({ dim: 2, terms: [
 *   { coefficient: 1, exponents: [[1, 0], [1, 0]] },
 *   { coefficient: 1, exponents: [[0, 1], [0, 1]] },
 * ] })
 * @throws OptionError for coefficients or exponents that cannot be used, or a term that needs more than
 *   200,000 products of moments (10 different factors need 115,975, the Bell number)
 */
export function symmetricPolynomial({ dim, terms }: SymmetricPolynomialOptions): SymmetricPolynomial {
  if (!Number.isInteger(dim) || dim < 1) throw new OptionError(`dim is ${dim}`, 'Give a positive integer')
  terms.forEach((term, i) => {
    checkTerm(term, i, dim)
  })
  const degree = terms.reduce((highest, term) => Math.max(highest, termDegree(term)), 0)
  const products = compileProducts(terms)
  const fromMoments = (source: Moments) => {
    checkMoments(source, dim, degree)
    return sumProducts(products, source.values, false)
  }
  const absoluteTermsFromMoments = (absolute: Moments) => {
    checkMoments(absolute, dim, degree)
    return sumProducts(products, absolute.values, true)
  }
  return {
    dim,
    degree,
    terms,
    evaluate: set => fromMoments(moments(set, degree)),
    fromMoments,
    absoluteTerms: set => absoluteTermsFromMoments(absoluteMoments(set, degree)),
    absoluteTermsFromMoments,
  }
}

function sumProducts(products: MomentProducts, values: Float64Array, absolute: boolean): number {
  const { coefficients, offsets, ranks } = products
  const terms = coefficients.map((coefficient, j) => {
    let term = coefficient
    for (let i = offsets[j]; i < offsets[j + 1]; i++) term *= values[ranks[i]]
    return absolute ? Math.abs(term) : term
  })
  return compensatedSum(terms)
}

function termDegree(term: SymmetricTerm): number {
  return term.exponents.flat().reduce((total, power) => total + power, 0)
}

function checkTerm({ coefficient, exponents }: SymmetricTerm, number: number, dim: number): void {
  if (!Number.isFinite(coefficient)) {
    throw new OptionError(`The coefficient of term ${number} is ${coefficient}`, 'Give a finite number')
  }
  for (const alpha of exponents) {
    if (alpha.length !== dim || alpha.some(power => !Number.isInteger(power) || power < 0)) {
      throw new OptionError(
        `Term ${number} has the exponents [${alpha.join(', ')}]`,
        `Give ${dim} integers of 0 or more, one per coordinate`,
      )
    }
  }
}

function checkMoments(source: Moments, dim: number, degree: number): void {
  if (source.dim !== dim || source.order < degree) {
    throw new OptionError(
      `The moments have dim ${source.dim} and order ${source.order}`,
      `This polynomial needs dim ${dim} and order ${degree} or more`,
    )
  }
}
