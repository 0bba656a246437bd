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
  let mass = 0
  for (let row = 0; row < size; row++) {
    const bin = binOf(points[row * dim + column], lower, upper, bins)
    mass += weights[row]
    if (bin >= 0 && bin < bins) shares[bin] += weights[row]
  }
  return shares.map(share => share / mass)
}

/** Share of the mass in each box of two columns, `x.bins × y.bins`, the bins of `y` contiguous. */
export function histogram2d({ points, weights, size, dim }: WeightedSet, x: Axis, y: Axis): Float64Array {
  const shares = new Float64Array(x.bins * y.bins)
  let mass = 0
  for (let row = 0; row < size; row++) {
    const binX = binOf(points[row * dim + x.column], x.lower, x.upper, x.bins)
    const binY = binOf(points[row * dim + y.column], y.lower, y.upper, y.bins)
    mass += weights[row]
    if (binX < 0 || binX >= x.bins || binY < 0 || binY >= y.bins) continue
    shares[binX * y.bins + binY] += weights[row]
  }
  return shares.map(share => share / mass)
}

/** By halves, which cannot overflow, and without the inverse of an extent, which can. */
function binOf(value: number, lower: number, upper: number, bins: number): number {
  return Math.floor(((value / 2 - lower / 2) / (upper / 2 - lower / 2)) * bins)
}
