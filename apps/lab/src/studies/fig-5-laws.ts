import { InputError } from '@polylog/core'
import type { ScalingFit } from '@polylog/scaling'
import { errorFigure, type Series } from '../figures/error-figure.js'

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
