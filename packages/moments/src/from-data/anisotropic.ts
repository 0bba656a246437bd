import {
  checkNames,
  checkWeightedSet,
  degreeSetSize,
  OptionError,
  type PolynomialFeatures,
  spreadOf,
  type WeightedSet,
} from '@polylog/core'

export interface AnisotropicOptions {
  /** Most features, the constant included. */
  readonly size: number
  /** Most coordinates in one product; 2 by default. */
  readonly maxInteraction?: number
}

/** Degree weights beyond this count as this: such a coordinate is as good as constant. */
const MOST_WEIGHT = 64

const BISECTIONS = 40

/**
 * Chebyshev products in which a coordinate of little spread gets a low degree: of functions that change alike in all
 * directions, the term `Π t_a^{α_a}` matters as `Π (σ_a / (e σ_max))^{α_a}`, so that those of least
 * `Σ α_a (1 + ln(σ_max / σ_a))` are kept, with few coordinates in one product (ANOVA). The largest such set that has no
 * more than `size` features.
 *
 * @throws InputError for anything but a weighted set
 * @throws OptionError for a size or interaction that is not positive
 */
export function anisotropic(set: WeightedSet, options: AnisotropicOptions): PolynomialFeatures {
  checkWeightedSet(set)
  checkNames('anisotropic', options, ['size', 'maxInteraction'])
  const { size, maxInteraction = 2 } = options
  for (const [name, value] of Object.entries({ size, maxInteraction })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new OptionError(`${name} is ${value}`, 'Give a positive integer')
    }
  }
  const spread = spreadOf(set).deviation
  const largest = Math.max(...spread)
  const axes = Array.from(spread, (_, axis) => axis).filter(axis => spread[axis] > 0)
  if (axes.length === 0) return { kind: 'polynomial', basis: 'chebyshev', order: 0 }
  const degreeWeights = axes.map(axis => Math.min(MOST_WEIGHT, 1 + Math.log(largest / spread[axis])))
  const setOf = (order: number) => ({ order, degreeWeights, maxInteraction })
  const fits = (order: number) => degreeSetSize(setOf(order), axes.length) <= size
  let low = 0
  let high = 1
  while (fits(high) && high < size) [low, high] = [high, 2 * high]
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  return { kind: 'polynomial', basis: 'chebyshev', axes, ...setOf(low) }
}
