import { InputError } from '@polylog/core'

/**
 * `(Σ c)² / Σ c²`: so many points of equal weight would scatter as little (Kish 1965).
 *
 * @throws InputError if no weight is positive
 */
export function effectiveSampleSize(weights: Float64Array): number {
  // Over the largest, no square overflows.
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0)
  if (!(largest > 0)) throw new InputError('No weight is positive', 'Give some positive weights')
  let sum = 0
  let squares = 0
  for (const weight of weights) {
    const share = weight / largest
    sum += share
    squares += share * share
  }
  return sum ** 2 / squares
}
