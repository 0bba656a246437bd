import { frameOfBox, gradedMultiIndices, polynomialCount, type WeightedSet } from '@polylog/core'
import { BLOCK, compileFeatures } from '../compile-features.js'
import { chebyshev } from '../feature-maps.js'
import { boxOf, featureSums } from '../feature-table.js'

/** By how much less a degree counts than the one before it, as for functions that are analytic around the box. */
const DEGREE_FACTOR = 0.5

/**
 * What a thinning keeps an eye on beyond the features that it keeps: how far the sums of polynomials of the next
 * degrees, over the whole set, are off so far.
 */
export interface Balance {
  /** Features that are looked at. */
  readonly count: number
  /** By how much the weighed sum of each is too large; brought up to date by whoever moves weights. */
  readonly defect: Float64Array
  /** Weighed features of the points `rows[0 … size - 1]`: `size × count`, row-major. */
  evaluate(rows: Uint32Array, size: number, values: Float64Array): void
}

/** Nothing is looked at. */
export function emptyBalance(): Balance {
  return { count: 0, defect: new Float64Array(0), evaluate() {} }
}

/**
 * The balance of the polynomials of the degrees `order + 1 … order + degrees`, on the box of the reference.
 *
 * Products of Chebyshev polynomials are weighed as in the norm of polynomials that does not change when the axes are
 * turned (Bombieri's: the monomial `α` of degree `n` has the weight `sqrt(n! / α!)`), since functions of one linear
 * form, in whichever direction, load mixed terms by so much more than pure powers.
 *
 * @param reference the set that `set` stands for: its sums are aimed at
 */
export function createBalance(
  set: WeightedSet,
  reference: WeightedSet,
  order: number,
  degrees: number,
): Balance {
  const { points, dim } = set
  const map = chebyshev(order + degrees)
  const first = polynomialCount(dim, order)
  const box = boxOf(reference)
  const frame = new Float64Array(2 * dim)
  frameOfBox(box, dim, frame)
  const evaluator = compileFeatures(map, dim)
  const factors = factorsUpTo(dim, order + degrees).subarray(first)
  const count = factors.length
  const found = featureSums(set, map, box).sums
  const expected = reference === set ? found : featureSums(reference, map, box).sums
  const block = new Float64Array(evaluator.count * BLOCK)
  return {
    count,
    defect: factors.map((factor, j) => factor * (found[first + j] - expected[first + j])),
    evaluate(rows, size, values) {
      for (let start = 0; start < size; start += BLOCK) {
        const end = Math.min(size, start + BLOCK)
        evaluator.evaluate(points, rows, start, end, frame, block)
        for (let p = start; p < end; p++) {
          for (let j = 0; j < count; j++) {
            values[p * count + j] = factors[j] * block[(first + j) * BLOCK + p - start]
          }
        }
      }
    },
  }
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
