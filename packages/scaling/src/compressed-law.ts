import { OptionError } from '@polylog/core'
import { polylogCompressedLaw, powerCompressedLaw } from '@polylog/deepset'
import type { ScalingLaw } from './laws.js'

/** How few objects stand for `d`: `d^σ`, or `(log(d) / b)^m`. */
export type CompressedSize =
  | { readonly sigma: number }
  | {
      readonly dim: number
      /** `b`, 1 by default. */
      readonly rate?: number
    }

/**
 * What a law becomes, as a function of the number of objects kept, if compression costs nothing: exponent `α / σ` for
 * `d' = d^σ`, a stretched exponential for `d' = (log(d) / b)^m` (arXiv:2510.00504, scaling laws).
 *
 * @throws OptionError for a size that cannot be had, or a logarithmic size of a law that is a stretched exponential already
 */
export function compressedLaw(law: ScalingLaw, to: CompressedSize): ScalingLaw {
  if ('sigma' in to) {
    if (law.kind !== 'stretched exponential') {
      const { kind, logScale } = law
      const compressed = powerCompressedLaw(law, to.sigma)
      return { kind, ...compressed, ...(logScale !== undefined && { logScale: to.sigma * logScale }) }
    }
    if (!(to.sigma > 0 && to.sigma <= 1)) {
      throw new OptionError(`sigma is ${to.sigma}`, 'Give a number above 0 and at most 1')
    }
    return { ...law, dim: law.dim * to.sigma }
  }
  if (law.kind === 'stretched exponential') {
    throw new OptionError(
      'A stretched exponential is to be compressed to a power of the logarithm',
      'Give { sigma }: what a logarithm of the size keeps of it is no law of these kinds',
    )
  }
  const { dim, rate = 1 } = to
  const compressed = polylogCompressedLaw(law, { dim, rate })
  if (law.logScale === undefined) return { kind: 'stretched exponential', ...compressed }
  const logAmplitude = law.exponent * law.logScale
  return { kind: 'stretched exponential', ...compressed, amplitude: Math.exp(logAmplitude), logAmplitude }
}
