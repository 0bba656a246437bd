import type { Rng } from '@polylog/core'
import { type CurveFit, fitCurve } from './fit-curve.js'
import { type Curve, lossAt, type ScalingLaw } from './laws.js'
import { type LossPoints, meanOf } from './loss-points.js'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** Shares of the resamplings below and above. */
const TAIL = 0.025

/**
 * Percentile intervals of the parameters of a law. Where every size has repeats, runs are drawn again within each size; else
 * losses are drawn around the law, as far from it as they scatter.
 */
export function bootstrapIntervals(
  curve: Curve,
  fit: CurveFit,
  { points, isErrorKnown }: LossPoints,
  resamplings: number,
  rng: Rng,
): Readonly<Record<string, Interval>> {
  const repeats = points.every(({ losses }) => losses.length > 1)
  const freedom = Math.max(1, points.length - curve.parameters)
  const scatter = isErrorKnown ? 1 : Math.sqrt(fit.squares / freedom)
  const drawn: ScalingLaw[] = []
  for (let i = 0; i < resamplings; i++) {
    const observations = points.map(({ size, losses, standardError }) => ({
      size,
      standardError,
      loss: repeats
        ? meanOf(losses.map(() => losses[rng.integer(losses.length)]))
        : Math.max(lossAt(fit.law, size) + scatter * standardError * rng.normal(), Number.MIN_VALUE),
    }))
    drawn.push(fitCurve(curve, observations, fit.parameters).law)
  }
  const names = Object.keys(fit.law).filter(name => name !== 'kind' && name !== 'dim')
  return Object.fromEntries(
    names.map(name => {
      const values = drawn.map(law => (law as unknown as Record<string, number>)[name]).sort((a, b) => a - b)
      const at = (share: number) => values[Math.round(share * (values.length - 1))]
      return [name, { low: at(TAIL), high: at(1 - TAIL) }]
    }),
  )
}
