import type { WeightedSet } from '@polylog/core'

/** Equal bins over an interval; what lies outside is counted in none. */
export interface Axis {
  readonly column: number
  readonly lower: number
  readonly upper: number
  readonly bins: number
}

/** Share of the mass in each bin of one column. */
export function histogram({ points, weights, size, dim }: WeightedSet, axis: Axis): Float64Array {
  const { column, lower, upper, bins } = axis
  const shares = new Float64Array(bins)
  const scale = bins / (upper - lower)
  let mass = 0
  for (let row = 0; row < size; row++) {
    const bin = Math.floor((points[row * dim + column] - lower) * scale)
    mass += weights[row]
    if (bin >= 0 && bin < bins) shares[bin] += weights[row]
  }
  return shares.map(share => share / mass)
}

/** Share of the mass in each box of two columns, `x.bins × y.bins`, the bins of `y` contiguous. */
export function histogram2d({ points, weights, size, dim }: WeightedSet, x: Axis, y: Axis): Float64Array {
  const shares = new Float64Array(x.bins * y.bins)
  const scaleX = x.bins / (x.upper - x.lower)
  const scaleY = y.bins / (y.upper - y.lower)
  let mass = 0
  for (let row = 0; row < size; row++) {
    const binX = Math.floor((points[row * dim + x.column] - x.lower) * scaleX)
    const binY = Math.floor((points[row * dim + y.column] - y.lower) * scaleY)
    mass += weights[row]
    if (binX < 0 || binX >= x.bins || binY < 0 || binY >= y.bins) continue
    shares[binX * y.bins + binY] += weights[row]
  }
  return shares.map(share => share / mass)
}
