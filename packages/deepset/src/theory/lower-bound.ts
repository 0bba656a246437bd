import { checkInteger, checkPositive, checkSizes } from './check-number.js'
import { highestOrder } from './tchakaloff.js'

/**
 * The least degree `k` with `N(m, k) > d'`: then some polynomial `q != 0` of degree `k` vanishes at any `d'` points,
 * and `q^2`, of degree `2k`, has the sum 0 over them whatever their weights, but a positive one over the full set.
 * (The optimality theorem, arXiv:2510.00504.)
 */
export function vanishingDegree(dim: number, compressedSize: number): number {
  return highestOrder(dim, compressedSize) + 1
}

export interface LevelSetOptions {
  readonly dim: number
  /** Degree of the polynomial, at least 1. */
  readonly degree: number
  /** `t` in `[0, 1]`. */
  readonly threshold: number
}

/**
 * Of a convex body `D`, at least this fraction is `S_t = {|q| >= t max_D |q|}`, for every polynomial `q` of the
 * degree: `1 - 4 m t^{1/k}`, and at least 0. (The level-set lemma of arXiv:2510.00504 in its corrected form, with
 * the factor `4m` and the root `1/k`; it follows from the Remez inequality of Brudnyi and Ganzburg 1973,
 * `max_D |q| <= (4 m |D| / |E|)^k max_E |q|`, on the complement of `S_t`.)
 */
export function levelSetFraction({ dim, degree, threshold }: LevelSetOptions): number {
  checkInteger('dim', dim, 1)
  checkInteger('degree', degree, 1)
  if (threshold !== 0) checkPositive('threshold', threshold)
  return Math.max(0, 1 - 4 * dim * threshold ** (1 / degree))
}

/**
 * What any `compressedSize` weighted points miss of the *mean*, over the uniform measure on any convex body of
 * `R^dim`, of some polynomial `q^2` with `0 <= q^2 <= 1`: at least `max_s (1 - 4 m s) s^{2k}`
 * `= (k / (2m (2k+1)))^{2k} / (2k+1)`, `k = vanishingDegree`. A set of `d` points that samples the body evenly
 * misses `d` times as much of the sum, up to its own quadrature error. No unknown constant; very loose.
 * (The optimality theorem, arXiv:2510.00504, with the constants carried through here by `levelSetFraction`.)
 */
export function squaredPolynomialGap(dim: number, compressedSize: number): number {
  const degree = vanishingDegree(dim, compressedSize)
  return (degree / (2 * dim * (2 * degree + 1))) ** (2 * degree) / (2 * degree + 1)
}

export interface CompressionLowerBoundOptions {
  readonly size: number
  readonly compressedSize: number
  readonly dim: number
  /** `A`: depends on how even the point set is, and is not known in general. */
  readonly amplitude: number
  /** `B`: depends on `dim` and on how even the point set is, and is not known in general. */
  readonly rate: number
}

/**
 * No compression of a quasi-uniform set of `d` points to `d'` has an error of the *sum* below
 * `A d exp(-B d'^{1/m})` for all functions: `polylogError` is optimal up to constants. (The optimality theorem,
 * arXiv:2510.00504.)
 */
export function compressionLowerBound(options: CompressionLowerBoundOptions): number {
  const { size, compressedSize, dim, amplitude, rate } = options
  checkSizes(size, compressedSize)
  checkInteger('dim', dim, 1)
  checkPositive('amplitude', amplitude)
  checkPositive('rate', rate)
  return amplitude * size * Math.exp(-rate * compressedSize ** (1 / dim))
}

export interface CompressedSizeLowerBoundOptions {
  readonly size: number
  readonly dim: number
  /** The error of the sum that is allowed. */
  readonly error: number
  /** `A`, unknown in general. */
  readonly amplitude: number
  /** `B`, unknown in general. */
  readonly rate: number
}

/**
 * The least `d'` that can reach an error: `B^{-m} log^m(A d / ε)`, not rounded. (The optimality theorem,
 * arXiv:2510.00504, with the factor `B^{-m}` that its statement lacks.)
 */
export function compressedSizeLowerBound(options: CompressedSizeLowerBoundOptions): number {
  const { size, dim, error, amplitude, rate } = options
  checkInteger('size', size, 1)
  checkInteger('dim', dim, 1)
  checkPositive('error', error)
  checkPositive('amplitude', amplitude)
  checkPositive('rate', rate)
  return Math.max(0, Math.log((amplitude * size) / error) / rate) ** dim
}
