import { mean } from 'd3-array'

export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values, value => Math.log(value)) ?? Number.NaN)
}

/** Least-squares slope of `log10 y` over `x`. */
export function slopeOfLogarithm(points: readonly { readonly x: number; readonly y: number }[]): number {
  const middleX = mean(points, ({ x }) => x) ?? 0
  const middleY = mean(points, ({ y }) => Math.log10(y)) ?? 0
  const rise = points.reduce((sum, { x, y }) => sum + (x - middleX) * (Math.log10(y) - middleY), 0)
  const run = points.reduce((sum, { x }) => sum + (x - middleX) ** 2, 0)
  return rise / run
}
