import type { WeightedSet } from '@polylog/core'

/** Equal bins over an interval; what lies outside is counted in none. */
export interface Axis {
  readonly column: number
  readonly lower: number
  readonly upper: number
  readonly bins: number
}

/** Shares of the mass of rows that come in parts. */
export interface HistogramAccumulator {
  add(part: WeightedSet): void
  /** Share of the mass in each bin or box. */
  shares(): Float64Array
}

/** Share of the mass in each bin of one column. */
export function histogram(set: WeightedSet, axis: Axis): Float64Array {
  const accumulator = createHistogram(axis)
  accumulator.add(set)
  return accumulator.shares()
}

/** Over one column. */
export function createHistogram({ column, lower, upper, bins }: Axis): HistogramAccumulator {
  const masses = new Float64Array(bins)
  let mass = 0
  return {
    add({ points, weights, size, dim }) {
      for (let row = 0; row < size; row++) {
        const bin = binOf(points[row * dim + column], lower, upper, bins)
        mass += weights[row]
        if (bin >= 0 && bin < bins) masses[bin] += weights[row]
      }
    },
    shares: () => masses.map(share => share / mass),
  }
}

/** Over two columns: `x.bins × y.bins` boxes, the bins of `y` contiguous. */
export function createHistogram2d(x: Axis, y: Axis): HistogramAccumulator {
  const masses = new Float64Array(x.bins * y.bins)
  let mass = 0
  return {
    add({ points, weights, size, dim }) {
      for (let row = 0; row < size; row++) {
        const binX = binOf(points[row * dim + x.column], x.lower, x.upper, x.bins)
        const binY = binOf(points[row * dim + y.column], y.lower, y.upper, y.bins)
        mass += weights[row]
        if (binX < 0 || binX >= x.bins || binY < 0 || binY >= y.bins) continue
        masses[binX * y.bins + binY] += weights[row]
      }
    },
    shares: () => masses.map(share => share / mass),
  }
}

/** By halves, which cannot overflow, and without the inverse of an extent, which can. */
function binOf(value: number, lower: number, upper: number, bins: number): number {
  return Math.floor(((value / 2 - lower / 2) / (upper / 2 - lower / 2)) * bins)
}
