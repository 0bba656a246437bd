import { allRows, boxOf, type FeatureMap, featureCount, frameOfBox, OptionError } from '@polylog/core'
import { BLOCK, chebyshev, compileFeatures } from '@polylog/moments'
import type { Encoding } from '../encoding/encoding.js'

/** Terms of a model that is linear in them, on one frame for all tables it is fitted or tried on. */
export interface Terms {
  readonly count: number
  /**
   * The terms of all points, some rows at a time.
   *
   * @param points `size × dim`, row-major
   */
  blocks(points: Float64Array): Generator<TermBlock, void>
}

/** Term `j` of row `from + p` is `values[j * stride + p]`, for `p < rows`. Lent until the next is asked for. */
export interface TermBlock {
  readonly values: Float64Array
  readonly stride: number
  readonly from: number
  readonly rows: number
}

/** More would take minutes to fit: the work grows with their square, and with their cube where they are solved for. */
const MOST_TERMS = 1000

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
    *blocks(points) {
      const all = allRows(points.length / dim)
      for (let from = 0; from < all.length; from += BLOCK) {
        const rows = Math.min(BLOCK, all.length - from)
        evaluate(points, all, from, from + rows, frame, block)
        yield { values: block, stride: BLOCK, from, rows }
      }
    },
  }
}

/**
 * All products of encoded inputs up to a degree, those of 0 and 1 at most once each.
 *
 * @param points encoded rows, on whose box polynomials are scaled
 * @throws OptionError for more than 1,000 terms
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
