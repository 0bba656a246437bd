import { largestRelativeDifference } from '@polylog/core'
import { createMomentAccumulator, type MomentAccumulator, weighBlock } from '../accumulator.js'
import { BLOCK, type FeatureEvaluator } from '../compile-features.js'
import { solveOnSupport } from './solve-on-support.js'

/** Residuals up to here are a few roundings; above, another solve pays. */
const GOOD_ENOUGH = 4e-15

const MOST_CORRECTIONS = 2

export interface Finish {
  readonly points: Float64Array
  readonly dim: number
  /** By row of the set; corrected in place on the support. */
  readonly weights: Float64Array
  readonly support: Uint32Array
  readonly frame: Float64Array
  readonly evaluator: FeatureEvaluator
  /** Sums and scales of the cell as it was. */
  readonly exact: MomentAccumulator
}

/**
 * Measures what the reduction of a cell has lost to rounding, and, where that is more than a few roundings,
 * solves for a correction of the weights on the final support (iterative refinement). A correction is accepted
 * only if the residual improves and every weight stays positive.
 *
 * @returns the residual that remains
 */
export function finishWeights(finish: Finish): number {
  const { weights, support, exact } = finish
  const { count } = finish.evaluator
  const blocks = featureBlocks(finish)
  const current = Float64Array.from(support, row => weights[row])
  const sums = createMomentAccumulator(count)
  let residual = residualOf(blocks, current, exact, sums)
  for (let round = 0; round < MOST_CORRECTIONS && residual > GOOD_ENOUGH; round++) {
    const defect = exact.sums.map((value, j) => value - sums.sums[j])
    const correction = solveOnSupport(featureRows(blocks, support.length, count), support.length, defect)
    const corrected = current.map((weight, i) => weight + correction[i])
    if (corrected.some(weight => !(weight > 0))) break
    const after = residualOf(blocks, corrected, exact, sums)
    if (!(after < residual)) break
    residual = after
    current.set(corrected)
  }
  support.forEach((row, i) => {
    weights[row] = current[i]
  })
  return residual
}

/** Feature-major blocks of `BLOCK` points, one after the other. */
function featureBlocks({ points, support, frame, evaluator }: Finish): Float64Array {
  const { count } = evaluator
  const blocks = new Float64Array(Math.ceil(support.length / BLOCK) * BLOCK * count)
  for (let start = 0; start < support.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, support.length)
    evaluator.evaluate(points, support, start, end, frame, blocks, start * count)
  }
  return blocks
}

function residualOf(
  blocks: Float64Array,
  weights: Float64Array,
  exact: MomentAccumulator,
  sums: MomentAccumulator,
): number {
  const count = exact.sums.length
  sums.reset()
  for (let start = 0; start < weights.length; start += BLOCK) {
    const size = Math.min(BLOCK, weights.length - start)
    const block = blocks.slice(start * count, (start + BLOCK) * count)
    weighBlock(block, count, 0, size, weights.subarray(start, start + size))
    sums.add(block, 0, size)
  }
  sums.settle()
  return largestRelativeDifference(exact.sums, sums.sums, exact.scales)
}

/** The same features with one row per point. */
function featureRows(blocks: Float64Array, size: number, count: number): Float64Array {
  const rows = new Float64Array(size * count)
  for (let i = 0; i < size; i++) {
    const p = i % BLOCK
    const block = (i - p) * count
    for (let j = 0; j < count; j++) rows[i * count + j] = blocks[block + j * BLOCK + p]
  }
  return rows
}
