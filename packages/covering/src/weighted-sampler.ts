import { compensatedSum, type Rng } from '@polylog/core'

/** Rows drawn with repetition, and what each stands for: sums over them estimate sums over all without bias. */
export interface Sample {
  readonly rows: Uint32Array
  readonly weights: Float64Array
}

/**
 * Draws rows half of the time in proportion to weight, and half of the time evenly, each with its weight divided
 * by its chance: heavy rows are always seen, and light ones not drowned by a few that outweigh them all.
 */
export function weightedSampler(weights: Float64Array): (count: number, rng: Rng) => Sample {
  const size = weights.length
  const cumulative = new Float64Array(size)
  let sum = 0
  for (let row = 0; row < size; row++) {
    sum += weights[row]
    cumulative[row] = sum
  }
  const mean = compensatedSum(weights) / size
  return (count, rng) => {
    const rows = new Uint32Array(count)
    const drawn = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const row = rng.uniform() < 0.5 ? rng.integer(size) : firstAbove(cumulative, rng.uniform() * sum)
      rows[i] = row
      drawn[i] = weights[row] / (0.5 + (0.5 * weights[row]) / mean)
    }
    return { rows, weights: drawn }
  }
}

/** The first entry of an ascending array that is above a value, or the last entry. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] > value) high = middle
    else low = middle + 1
  }
  return low
}
