import { type Kernel, selectRows, takeRows, type WeightedSet } from '@polylog/core'
import { kernelMatrix } from '../from-data/kernel-matrix.js'
import { nonNegativePursuit } from '../non-negative-least-squares/pursuit.js'

/**
 * Shares of the chosen rows, of sum 1 and not negative, for which the maximum mean discrepancy is least.
 *
 * @param wanted mean of the kernel over the crowd, at each of its rows
 * @returns one share for each chosen row; 0 where it is best left out
 */
export function leastDiscrepancyWeights(
  crowd: WeightedSet,
  chosen: Uint32Array,
  wanted: Float64Array,
  kernel: Kernel,
  width: number,
): Float64Array {
  const { points } = selectRows(crowd, chosen)
  const count = chosen.length
  const gram = kernelMatrix(points, points, crowd.dim, kernel, width)
  const target = takeRows(wanted, chosen)
  return nonNegativePursuit({ gram, count, target, size: count, total: 1 }).unknowns
}
