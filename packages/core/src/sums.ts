import type { WeightedSet } from './weighted-set.js'

/** Neumaier's compensated sum: the error is that of one rounding, whatever the length. */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0
  let lost = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return sum + lost
}

/** Total weight `Σ c_i`, compensated. */
export function totalMass(set: WeightedSet): number {
  return compensatedSum(set.weights)
}
