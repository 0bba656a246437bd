import {
  type PowerLaw,
  powerLawLoss,
  type StretchedExponentialLaw,
  stretchedExponentialLoss,
} from '@polylog/deepset'
import type { LossPoint } from './loss-points.js'

/** `(d0 / d)^α`; `L0 + (d0 / d)^α`; `L0 + A exp(-a d^{1/m})`. */
export type LawKind = 'power' | 'power with floor' | 'stretched exponential'

/**
 * A law with its parameters. Of losses that hardly fall, `d0` and `A` may be 0 or infinite as numbers, and their logarithms are not:
 * laws that were fitted have those too, and `lossAt` goes by them.
 */
export type ScalingLaw =
  | ({ readonly kind: 'power' | 'power with floor'; readonly logScale?: number } & PowerLaw)
  | ({ readonly kind: 'stretched exponential'; readonly logAmplitude?: number } & StretchedExponentialLaw)

export function lossAt(law: ScalingLaw, size: number): number {
  if (law.kind === 'stretched exponential') {
    const { floor, rate, dim, logAmplitude } = law
    return logAmplitude === undefined
      ? stretchedExponentialLoss(law, size)
      : floor + Math.exp(logAmplitude - rate * size ** (1 / dim))
  }
  const { floor, exponent, logScale } = law
  return logScale === undefined
    ? powerLawLoss(law, size)
    : floor + Math.exp(exponent * (logScale - Math.log(size)))
}

/**
 * One kind of law as a curve for a least-squares fit: `floor + exp(height - slope · u)`, where `u` is a function of the size
 * that runs from 0 to 1 over the points. All kinds are of this form, and well conditioned in it.
 */
export interface Curve {
  readonly kind: LawKind
  readonly hasFloor: boolean
  /** Parameters that are fitted, that of the dimension included if it was chosen by the data. */
  readonly parameters: number
  u(size: number): number
  toLaw(floor: number, height: number, slope: number): ScalingLaw
}

export function powerCurve(points: readonly LossPoint[], hasFloor: boolean): Curve {
  const first = Math.log(points[0].size)
  const range = Math.log(points[points.length - 1].size) - first
  const kind = hasFloor ? 'power with floor' : 'power'
  return {
    kind,
    hasFloor,
    parameters: hasFloor ? 3 : 2,
    u: size => (Math.log(size) - first) / range,
    toLaw(floor, height, slope) {
      const exponent = slope / range
      const logScale = height / exponent + first
      return { kind, floor, scale: Math.exp(logScale), logScale, exponent }
    },
  }
}

/** @param isDimChosen whether other dimensions are tried too, which makes the dimension a parameter */
export function stretchedCurve(points: readonly LossPoint[], dim: number, isDimChosen: boolean): Curve {
  const root = (size: number) => size ** (1 / dim)
  const first = root(points[0].size)
  const range = root(points[points.length - 1].size) - first
  return {
    kind: 'stretched exponential',
    hasFloor: true,
    parameters: isDimChosen ? 4 : 3,
    u: size => (root(size) - first) / range,
    toLaw(floor, height, slope) {
      const rate = slope / range
      const logAmplitude = height + rate * first
      return {
        ...{ kind: 'stretched exponential', floor },
        ...{ amplitude: Math.exp(logAmplitude), logAmplitude, rate, dim },
      }
    },
  }
}
