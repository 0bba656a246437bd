import { type BalancedPolynomials, frameOfBox, type WeightedSet } from '@polylog/core'
import { BLOCK, compileFeatures } from '../compile-features.js'
import { boxOf, featureSums } from '../feature-table.js'

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
 * The balance of polynomials on the box of the reference.
 *
 * @param reference the set that `set` stands for: its sums are aimed at
 */
export function createBalance(
  set: WeightedSet,
  reference: WeightedSet,
  { map, first, factors }: BalancedPolynomials,
): Balance {
  const { points, dim } = set
  const box = boxOf(reference)
  const frame = new Float64Array(2 * dim)
  frameOfBox(box, dim, frame)
  const evaluator = compileFeatures(map, dim)
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
