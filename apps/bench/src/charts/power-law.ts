/** `y = factor · x^exponent`, fitted by least squares to the logarithms. */
export interface PowerLaw {
  readonly exponent: number
  readonly factor: number
}

/** @param points at least two, of positive coordinates and different `x` */
export function fitPowerLaw(points: readonly { readonly x: number; readonly y: number }[]): PowerLaw {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }))
  const mean = (key: 'x' | 'y') => logs.reduce((sum, point) => sum + point[key], 0) / logs.length
  const [meanX, meanY] = [mean('x'), mean('y')]
  let covariance = 0
  let variance = 0
  for (const { x, y } of logs) {
    covariance += (x - meanX) * (y - meanY)
    variance += (x - meanX) ** 2
  }
  const exponent = covariance / variance
  return { exponent, factor: Math.exp(meanY - exponent * meanX) }
}
