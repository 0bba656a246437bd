import { type Kernel, selectRows, takeRows, type WeightedSet } from '@polylog/core'
import { dampedCholesky, solveLower, solveLowerTransposed } from '../cholesky.js'
import { kernelMatrix } from '../from-data/kernel-matrix.js'

/** Of the kernel's matrix, whose diagonal is 1. */
const DAMPING = 1e-12

/**
 * Shares of the chosen rows, of sum 1 and not negative, for which the maximum mean discrepancy is least: kernel quadrature
 * with the rows whose shares would be negative left out, again and again until there are none.
 *
 * @param wanted mean of the kernel over the crowd, at each of its rows
 * @returns one share for each chosen row; 0 where it was left out
 */
export function leastDiscrepancyWeights(
  crowd: WeightedSet,
  chosen: Uint32Array,
  wanted: Float64Array,
  kernel: Kernel,
  width: number,
): Float64Array {
  const shares = new Float64Array(chosen.length)
  let left = Uint32Array.from(chosen.keys())
  for (;;) {
    const rows = takeRowNumbers(chosen, left)
    const { points } = selectRows(crowd, rows)
    const found = quadratureWeights(points, crowd.dim, takeRows(wanted, rows), kernel, width)
    const positive = left.filter((_, i) => found[i] > 0)
    if (positive.length === left.length) {
      left.forEach((at, i) => {
        shares[at] = found[i]
      })
      return shares
    }
    left = positive
  }
}

function takeRowNumbers(rows: Uint32Array, at: Uint32Array): Uint32Array {
  return at.map(i => rows[i])
}

/** `K⁻¹ (z - λ 1)`, with the `λ` for which the sum is 1. */
function quadratureWeights(
  points: Float64Array,
  dim: number,
  wanted: Float64Array,
  kernel: Kernel,
  width: number,
): Float64Array {
  const size = wanted.length
  const matrix = kernelMatrix(points, points, dim, kernel, width)
  const factor = dampedCholesky(matrix, size, DAMPING)
  const solved = (values: Float64Array) => {
    const solution = values.slice()
    solveLower(factor, size, solution)
    solveLowerTransposed(factor, size, solution)
    return solution
  }
  const free = solved(wanted)
  const ones = solved(new Float64Array(size).fill(1))
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  const excess = (sum(free) - 1) / sum(ones)
  return free.map((value, i) => value - excess * ones[i])
}
