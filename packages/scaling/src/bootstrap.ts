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

/** What is no parameter that is fitted, or another's logarithm. */
const NO_INTERVAL: readonly string[] = ['kind', 'dim', 'logScale', 'logAmplitude']

/** Repeats of every size from which on they tell how far each size's losses scatter. */
const MANY_REPEATS = 8

/**
 * Percentile intervals of the parameters of a law. Where every size has many repeats, runs are drawn again within each size, which
 * asks nothing of how they scatter. A few would be drawn too close to their mean, and know too little of it: then means are
 * drawn around the law, with the scatter of all sizes together, and that itself as uncertain as so few differences leave it, which
 * makes for Student's distribution.
 */
export function bootstrapIntervals(
  curve: Curve,
  fit: CurveFit,
  { points, isErrorKnown, freedom }: LossPoints,
  resamplings: number,
  rng: Rng,
): Readonly<Record<string, Interval>> {
  const hasMany = points.every(({ losses }) => losses.length >= MANY_REPEATS)
  const around = isErrorKnown ? freedom : Math.max(1, points.length - curve.parameters)
  const scatter = isErrorKnown ? 1 : Math.sqrt(fit.squares / around)
  const drawn: ScalingLaw[] = []
  for (let i = 0; i < resamplings; i++) {
    const drawnScatter = hasMany ? scatter : scatter * Math.sqrt(around / chiSquared(around, rng))
    const observations = points.map(({ size, losses, standardError }) => ({
      size,
      standardError,
      loss: hasMany
        ? resampledMean(losses, rng)
        : Math.max(lossAt(fit.law, size) + drawnScatter * standardError * rng.normal(), Number.MIN_VALUE),
    }))
    drawn.push(fitCurve(curve, observations, fit.parameters).law)
  }
  const names = Object.keys(fit.law).filter(name => !NO_INTERVAL.includes(name))
  return Object.fromEntries(
    names.map(name => {
      const values = drawn.map(law => (law as unknown as Record<string, number>)[name]).sort((a, b) => a - b)
      const at = (share: number) => values[Math.round(share * (values.length - 1))]
      return [name, { low: at(TAIL), high: at(1 - TAIL) }]
    }),
  )
}

/** As far from the mean as means of so many runs scatter: those of runs that are drawn again scatter less. */
function resampledMean(losses: readonly number[], rng: Rng): number {
  const mean = meanOf(losses)
  const again = meanOf(losses.map(() => losses[rng.integer(losses.length)]))
  return Math.max(mean + Math.sqrt(losses.length / (losses.length - 1)) * (again - mean), Number.MIN_VALUE)
}

function chiSquared(freedom: number, rng: Rng): number {
  let sum = 0
  for (let i = 0; i < freedom; i++) sum += rng.normal() ** 2
  return sum
}
