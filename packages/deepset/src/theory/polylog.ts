import { checkInteger, checkPositive, checkSizes } from './check-number.js'
import { highestOrder } from './tchakaloff.js'

/*
 * At the best order the error of compression falls exponentially in the m-th root of the compressed size. The
 * paper prints the exponent as (m! ρ d')^{1/m}; what its proof gives is ρ (m! d')^{1/m}, used here. For a function
 * whose derivatives obey B_j <= K j! / R^j (analytic, radius R) on a region of crowding constant D (N points lie
 * within D (N/n)^{1/m}), the proof gives ρ = R / (e D); otherwise ρ is unknown.
 */

export interface BestOrderOptions {
  readonly dim: number
  readonly compressedSize: number
  /** `ρ`: depends on the function and the region, and is not known in general. */
  readonly rho: number
}

/**
 * `k = ρ (m! d')^{1/m}`, rounded down, and never above the highest order that `compressedSize` points can keep.
 * (The polylog compression theorem, arXiv:2510.00504, `k_opt = Θ(d'^{1/m})`.)
 */
export function bestOrder({ dim, compressedSize, rho }: BestOrderOptions): number {
  checkInteger('compressedSize', compressedSize, 1)
  checkPositive('rho', rho)
  return Math.min(
    highestOrder(dim, compressedSize),
    Math.floor(rho * factorialRoot(dim) * compressedSize ** (1 / dim)),
  )
}

export interface PolylogErrorOptions extends BestOrderOptions {
  readonly size: number
  /** `A`, unknown in general. */
  readonly constant: number
}

/**
 * The error of the *sum* at the best order: `A d exp(-ρ (m! d')^{1/m})`. (The polylog compression theorem,
 * arXiv:2510.00504, with the exponent corrected.)
 */
export function polylogError({ size, compressedSize, dim, rho, constant }: PolylogErrorOptions): number {
  checkSizes(size, compressedSize)
  checkInteger('dim', dim, 1)
  checkPositive('rho', rho)
  checkPositive('constant', constant)
  return constant * size * Math.exp(-rho * factorialRoot(dim) * compressedSize ** (1 / dim))
}

export interface PolylogSizeOptions {
  readonly size: number
  readonly dim: number
  /** The error of the sum that is allowed. */
  readonly error: number
  /** `ρ`, unknown in general. */
  readonly rho: number
  /** `A`, unknown in general. */
  readonly constant: number
}

/**
 * The compressed size for an error, `polylogError` solved for `d'`: `log^m(A d / ε) / (ρ^m m!)`, rounded up, and
 * at most `size`. (arXiv:2510.00504, `d' = O(log^m(d/ε))`.)
 */
export function polylogSize({ size, dim, error, rho, constant }: PolylogSizeOptions): number {
  checkInteger('size', size, 1)
  checkInteger('dim', dim, 1)
  checkPositive('error', error)
  checkPositive('rho', rho)
  checkPositive('constant', constant)
  const exponent = Math.max(0, Math.log((constant * size) / error))
  const needed = Math.ceil((exponent / (rho * factorialRoot(dim))) ** dim)
  return Math.min(size, Math.max(1, needed))
}

/** `(m!)^{1/m}`, by logarithms. */
export function factorialRoot(dim: number): number {
  let logarithm = 0
  for (let i = 2; i <= dim; i++) logarithm += Math.log(i)
  return Math.exp(logarithm / dim)
}
