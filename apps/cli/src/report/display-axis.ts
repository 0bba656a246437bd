import type { Rng, WeightedSet } from '@polylog/core'
import type { Axis } from '../statistics/histogram.js'

const SAMPLED_ROWS = 20_000
/** The share of rows left out of a picture at either end: a few far rows would squeeze all others together. */
const TAIL = 0.002

/** Where most rows of a column lie, in bins that fall on whole numbers if its values do. */
export function displayAxis(set: WeightedSet, column: number, bins: number, rng: Rng): Axis {
  const values = sampledColumn(set, column, rng)
  const lower = values[Math.floor(TAIL * (values.length - 1))]
  const upper = values[Math.ceil((1 - TAIL) * (values.length - 1))]
  if (values.every(Number.isSafeInteger)) {
    const width = Math.max(1, Math.ceil((upper - lower + 1) / bins))
    const count = Math.ceil((upper - lower + 1) / width)
    return { column, lower: lower - 0.5, upper: lower - 0.5 + count * width, bins: count }
  }
  const margin = upper > lower ? 0.04 * (upper / 2 - lower / 2) : Math.max(1, Math.abs(lower)) / 2
  return {
    column,
    lower: Math.max(-Number.MAX_VALUE, lower - margin),
    upper: Math.min(Number.MAX_VALUE, upper + margin),
    bins,
  }
}

function sampledColumn({ points, size, dim }: WeightedSet, column: number, rng: Rng): Float64Array {
  const values = new Float64Array(Math.min(size, SAMPLED_ROWS))
  for (let i = 0; i < values.length; i++) {
    const row = size <= SAMPLED_ROWS ? i : rng.integer(size)
    values[i] = points[row * dim + column]
  }
  return values.sort()
}
