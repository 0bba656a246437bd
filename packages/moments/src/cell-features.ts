import { createMomentAccumulator, type MomentAccumulator, weighBlock } from './accumulator.js'
import type { CellMembers } from './cell-members.js'
import { BLOCK, type FeatureEvaluator } from './compile-features.js'

/** All features of a cell at once, for the methods that look at single points. */
export interface CellFeatures {
  /** `rows × count`, row-major, in the order of the members' rows. */
  readonly values: Float64Array
  /** Largest `|φ_j|` over the cell; 1 where that is 0, so that it can divide. */
  readonly largest: Float64Array
  /** Sums and scales of the cell as it is. */
  readonly exact: MomentAccumulator
}

export function cellFeatures(
  points: Float64Array,
  weights: Float64Array,
  { rows, frame }: CellMembers,
  { count, evaluate }: FeatureEvaluator,
): CellFeatures {
  const values = new Float64Array(rows.length * count)
  const largest = new Float64Array(count)
  const exact = createMomentAccumulator(count)
  const block = new Float64Array(count * BLOCK)
  const blockWeights = new Float64Array(BLOCK)
  for (let start = 0; start < rows.length; start += BLOCK) {
    const size = Math.min(BLOCK, rows.length - start)
    evaluate(points, rows, start, start + size, frame, block)
    for (let p = 0; p < size; p++) {
      blockWeights[p] = weights[rows[start + p]]
      for (let j = 0; j < count; j++) {
        const value = block[j * BLOCK + p]
        values[(start + p) * count + j] = value
        largest[j] = Math.max(largest[j], Math.abs(value))
      }
    }
    weighBlock(block, count, 0, size, blockWeights)
    exact.add(block, 0, size)
  }
  exact.settle()
  return { values, largest: largest.map(value => value || 1), exact }
}
