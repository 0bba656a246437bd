import { mean } from 'd3-array'

export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values, value => Math.log(value)) ?? Number.NaN)
}

/** The least-squares line through `log10 y` over `x`. */
export interface LogarithmicLine {
  /** Decades for each unit of `x`. */
  readonly slope: number
  /** Share of the variance of `log10 y` that the line explains: `R²`. */
  readonly straightness: number
}

export function lineOfLogarithm(
  points: readonly { readonly x: number; readonly y: number }[],
): LogarithmicLine {
  const middleX = mean(points, ({ x }) => x) ?? 0
  const middleY = mean(points, ({ y }) => Math.log10(y)) ?? 0
  const rise = points.reduce((sum, { x, y }) => sum + (x - middleX) * (Math.log10(y) - middleY), 0)
  const run = points.reduce((sum, { x }) => sum + (x - middleX) ** 2, 0)
  const whole = points.reduce((sum, { y }) => sum + (Math.log10(y) - middleY) ** 2, 0)
  return { slope: rise / run, straightness: rise ** 2 / (run * whole) }
}
