import {
  type Balance,
  balancedPolynomials,
  balanceOf,
  boxOf,
  frameOfBox,
  type WeightedSet,
} from '@polylog/core'
import { BLOCK, compileFeatures } from '../compile-features.js'
import { featureSums } from '../feature-table.js'

/** A balance in use. */
export interface RunningBalance {
  /** Features that are looked at. */
  readonly count: number
  /** By how much the weighed sum of each is too large; brought up to date by whoever moves weights. */
  readonly defect: Float64Array
  /** Weighed features of the points `rows[0 … size - 1]`: `size × count`, row-major. */
  evaluate(rows: Uint32Array, size: number, values: Float64Array): void
}

/** Nothing is looked at. */
export function emptyBalance(): RunningBalance {
  return { count: 0, defect: new Float64Array(0), evaluate() {} }
}

/** @param points row-major, of `dim` coordinates */
export function runningBalance(
  points: Float64Array,
  dim: number,
  { map, first, factors, box, defect }: Balance,
): RunningBalance {
  const frame = new Float64Array(2 * dim)
  frameOfBox(box, dim, frame)
  const evaluator = compileFeatures(map, dim)
  const count = factors.length
  const block = new Float64Array(evaluator.count * BLOCK)
  return {
    count,
    defect: defect.slice(),
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

/**
 * The balance of a set that stands for another: its sums of the next degrees after `order` less those of the reference, on the
 * reference's box; nothing where no degree is balanced.
 *
 * @param finalSize points that will be left in the end
 */
export function balanceTowards(
  set: WeightedSet,
  reference: WeightedSet,
  order: number,
  finalSize: number,
): Balance | undefined {
  const balanced = balancedPolynomials(set.dim, order, finalSize)
  if (!balanced) return undefined
  const { map } = balanced
  const box = boxOf(reference)
  const found = featureSums(set, map, box).sums
  const expected = reference === set ? found : featureSums(reference, map, box).sums
  return balanceOf(balanced, box, found, expected)
}
