import { InputError } from '@polylog/core'
import type { ScalingFit } from '@polylog/scaling'
import { deviation, mean } from 'd3-array'
import { errorFigure, type Point, type Series } from '../figures/error-figure.js'

/** The exponent of the plain power law with its interval, or why there is none. */
export function exponentText(fitted: () => ScalingFit): string {
  try {
    const { law, intervals } = fitted().fits.find(({ law }) => law.kind === 'power')!
    if (law.kind === 'stretched exponential') return '-'
    const { low, high } = intervals.exponent
    return `${law.exponent.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return 'too few sizes to tell'
  }
}

export function lawFigure(xLabel: string, yLabel: string, series: readonly Series[]): string {
  return errorFigure({ xLabel, yLabel, panels: [{ title: 'before and after compression', series }] })
}

/** The mean of some errors, with a bar of its standard error on both sides where there are several. */
export function meanPoint(x: number, errors: readonly number[]): Point {
  const y = mean(errors)!
  if (errors.length < 2) return { x, y }
  const half = deviation(errors)! / Math.sqrt(errors.length)
  return { x, y, bar: { low: Math.max(y - half, y / 10), high: y + half } }
}
