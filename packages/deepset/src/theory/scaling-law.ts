import { OptionError } from '@polylog/core'
import { checkInteger, checkPositive } from './check-number.js'

/** `L(d) = floor + (scale / d)^exponent`: a neural scaling law in the size `d` of a network or data set. */
export interface PowerLaw {
  readonly floor: number
  readonly scale: number
  readonly exponent: number
}

/** `L(d') = floor + amplitude · exp(-rate · d'^{1/dim})`. */
export interface StretchedExponentialLaw {
  readonly floor: number
  readonly amplitude: number
  readonly rate: number
  readonly dim: number
}

export function powerLawLoss(law: PowerLaw, size: number): number {
  checkPositive('size', size)
  return law.floor + (law.scale / size) ** law.exponent
}

export function stretchedExponentialLoss(law: StretchedExponentialLaw, size: number): number {
  checkPositive('size', size)
  return law.floor + law.amplitude * Math.exp(-law.rate * size ** (1 / law.dim))
}

/**
 * What a scaling law becomes, as a function of `d' = d^σ`, if compression from `d` to `d'` costs nothing: exponent
 * `α / σ`, scale `d0^σ`. (arXiv:2510.00504, scaling laws.)
 *
 * @param sigma in `(0, 1]`
 */
export function powerCompressedLaw(law: PowerLaw, sigma: number): PowerLaw {
  if (!(sigma > 0 && sigma <= 1)) {
    throw new OptionError(`sigma is ${sigma}`, 'Give a number above 0 and at most 1')
  }
  return { floor: law.floor, scale: law.scale ** sigma, exponent: law.exponent / sigma }
}

export interface PolylogCompressedLawOptions {
  readonly dim: number
  /** `b` in `d' = (log(d) / b)^m`; depends on what is compressed, and is not known in general. */
  readonly rate: number
}

/**
 * What a scaling law becomes, as a function of `d' = (log(d) / b)^m`, if compression from `d` to `d'` costs nothing:
 * `floor + d0^α exp(-α b d'^{1/m})`, so `α' = α b`. (arXiv:2510.00504, scaling laws.)
 */
export function polylogCompressedLaw(
  law: PowerLaw,
  { dim, rate }: PolylogCompressedLawOptions,
): StretchedExponentialLaw {
  checkInteger('dim', dim, 1)
  checkPositive('rate', rate)
  return { floor: law.floor, amplitude: law.scale ** law.exponent, rate: law.exponent * rate, dim }
}
