import { allRows, boxOf, type FeatureMap, featureCount, frameOfBox, OptionError } from '@polylog/core'
import { BLOCK, chebyshev, compileFeatures } from '@polylog/moments'
import type { Encoding } from '../encoding/encoding.js'

/** Terms of a model that is linear in them, on one frame for all tables it is fitted or tried on. */
export interface Terms {
  readonly count: number
  /**
   * The terms of all points, some rows at a time: term `j` of row `from + p` is `block[j * stride + p]`, for `p < rows`. The block
   * is lent for the call.
   *
   * @param points `size × dim`, row-major
   */
  forEach(
    points: Float64Array,
    each: (block: Float64Array, stride: number, from: number, rows: number) => void,
  ): void
}

/** More would take minutes to fit: the work grows with their square. */
const MOST_TERMS = 2000

/**
 * @param map polynomials, for one
 * @param box `dim` lower, then `dim` upper bounds, on which polynomials are scaled to `[-1, 1]`; the same for every fit that is to be
 *   compared
 */
export function createTerms(map: FeatureMap, box: Float64Array): Terms {
  const dim = box.length / 2
  const frame = new Float64Array(2 * dim)
  frameOfBox(box, dim, frame)
  const { count, evaluate } = compileFeatures(map, dim)
  const block = new Float64Array(count * BLOCK)
  return {
    count,
    forEach(points, each) {
      const rows = allRows(points.length / dim)
      for (let from = 0; from < rows.length; from += BLOCK) {
        const size = Math.min(BLOCK, rows.length - from)
        evaluate(points, rows, from, from + size, frame, block)
        each(block, BLOCK, from, size)
      }
    },
  }
}

/**
 * All products of encoded inputs up to a degree, those of 0 and 1 at most once each.
 *
 * @param points encoded rows, on whose box polynomials are scaled
 * @throws OptionError for more than 2,000 terms
 */
export function polynomialTerms({ names, numeric }: Encoding, points: Float64Array, degree: number): Terms {
  const dim = names.length
  const size = points.length / dim
  const box = boxOf({ size, dim, points, weights: new Float64Array(size).fill(1) })
  const maxDegrees = names.map((_, axis) => (axis < numeric ? degree : 1))
  const map = degree > 1 && numeric < dim ? chebyshev(degree, { maxDegrees }) : chebyshev(degree)
  const count = featureCount(map, dim)
  if (count > MOST_TERMS) {
    throw new OptionError(
      `A model of degree ${degree} in ${dim} inputs has ${count === Infinity ? 'millions of' : count} terms`,
      `Give a lower degree or fewer inputs: at most ${MOST_TERMS} terms are fitted`,
    )
  }
  return createTerms(map, box)
}
