import { OptionError } from '@polylog/core'
import { checkInteger, checkNotNegative, checkPositive, checkSizes } from './check-number.js'
import { crowdingDiameter } from './crowding.js'
import { smallBallError } from './small-ball.js'
import { tchakaloffBound } from './tchakaloff.js'

/**
 * Which steps of a compression from `d` to `d'` make its error: the last ones (`k + 1 > m`), all alike
 * (`k + 1 = m`), or the first ones (`k + 1 < m`).
 */
export type CompressionRegime = 'last steps' | 'all steps' | 'first steps'

export function compressionRegime(dim: number, order: number): CompressionRegime {
  checkInteger('dim', dim, 1)
  checkInteger('order', order, 0)
  if (order + 1 > dim) return 'last steps'
  return order + 1 === dim ? 'all steps' : 'first steps'
}

export interface UniversalCompressionOptions {
  /** `d`, the number of objects, each of weight 1. */
  readonly size: number
  /** `d'`, the number of those kept. */
  readonly compressedSize: number
  readonly dim: number
  readonly order: number
  /**
   * `C`, of the step that leaves `n` points: its error is taken to be `C d n^{-(k+1)/m}`. It depends on the
   * function, the region and the order, and is not known in general.
   */
  readonly constant: number
}

/**
 * The error of the *sum* after compression from `d` to `d'` objects, `C d ∫_{d'}^{d} n^{-s} dn`, `s = (k+1)/m`:
 * - `k + 1 > m`: `C d (d'^{1-s} - d^{1-s}) / (s - 1)`, that is `O(d · d'^{1-(k+1)/m})`;
 * - `k + 1 = m`: `C d log(d / d')`;
 * - `k + 1 < m`: `C d (d^{1-s} - d'^{1-s}) / (1 - s)`, that is `O(d^{2-(k+1)/m})`.
 *
 * (The universal compression theorem, arXiv:2510.00504. For a bound without unknown constants see
 * `compressionErrorBound`.)
 */
export function universalCompressionError(options: UniversalCompressionOptions): number {
  const { size, compressedSize, dim, order, constant } = options
  checkSizes(size, compressedSize)
  checkNotNegative('constant', constant)
  if (compressionRegime(dim, order) === 'all steps') return constant * size * Math.log(size / compressedSize)
  const power = 1 - (order + 1) / dim
  return (constant * size * (size ** power - compressedSize ** power)) / power
}

export interface CompressionErrorBoundOptions {
  readonly size: number
  readonly compressedSize: number
  /** Side lengths of a box that holds all the points, one per axis. */
  readonly sides: readonly number[]
  readonly order: number
  /** Bound of the `(order + 1)`-th derivative of `g` along any unit direction, on the box. */
  readonly derivativeBound: number
  /** Total weight; `size` by default. */
  readonly mass?: number
}

/**
 * An upper bound of the error of the sum with every constant explicit, at any sizes: in each step some `N(m,k) + 1`
 * of the `n` points left lie within `crowdingDiameter`, one of them can be spared, and `smallBallError` bounds
 * what that costs, the mass of the crowd being at most all of it. Loose, but certain; takes `O(d - d')` time.
 * (The proof of the universal compression theorem, arXiv:2510.00504, with the constants derived here.)
 *
 * @throws OptionError if `compressedSize` is below `N(m, k)`
 */
export function compressionErrorBound(options: CompressionErrorBoundOptions): number {
  const { size, compressedSize, sides, order, derivativeBound, mass = size } = options
  checkSizes(size, compressedSize)
  checkPositive('mass', mass)
  const kept = tchakaloffBound(sides.length, order)
  if (compressedSize < kept) {
    throw new OptionError(
      `compressedSize is ${compressedSize} at order ${order} in ${sides.length} dimensions`,
      `Give at least ${kept}, or a lower order`,
    )
  }
  let error = 0
  for (let left = compressedSize + 1; left <= size; left++) {
    const diameter = crowdingDiameter({ size: left, count: kept + 1, sides })
    error += smallBallError({ mass, diameter, order, derivativeBound })
  }
  return error
}

/**
 * Seen in practice, at a fixed ratio `d'/d`: the error of the *mean* falls as `d` to the power `-(k+1)/m - 1/2`. An
 * observation, not a bound: the `1/2` comes from errors of cells with random signs. A reduction that always walks
 * to the same side makes errors of one sign, and has the exponent `-(k+1)/m` only. (arXiv:2510.00504, experiments;
 * both cases are reproduced in the tests for `m = 1`.)
 */
export function observedMeanErrorExponent(dim: number, order: number): number {
  checkInteger('dim', dim, 1)
  checkInteger('order', order, 0)
  return -(order + 1) / dim - 1 / 2
}
