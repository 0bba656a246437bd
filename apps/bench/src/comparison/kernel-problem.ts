import type { WeightedSet } from '@polylog/core'
import { medianDistance } from '@polylog/moments/from-data'
import { mmd } from '@polylog/moments/metrics'
import type { Problem } from './comparison.js'

/**
 * Judged by the maximum mean discrepancy with a Gaussian kernel of median width, over all pairs of points, or of so many rows
 * that are drawn.
 */
export function kernelProblem(input: WeightedSet, rows = Infinity): Problem {
  const width = medianDistance(input)
  return {
    input,
    error: compressed => mmd(input, compressed, { width, rows }).value,
  }
}
