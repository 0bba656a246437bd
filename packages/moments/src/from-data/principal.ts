import {
  checkNames,
  checkWeightedSet,
  OptionError,
  type PolynomialFeatures,
  type ProjectedPolynomialFeatures,
  type WeightedSet,
} from '@polylog/core'
import { chebyshev } from '../feature-maps.js'
import { principalDirections } from './principal-directions.js'

export interface PrincipalOptions {
  /** Principal directions that are kept to the full order. */
  readonly leading: number
  /** Their total degree. */
  readonly order: number
  /** Degree of the other directions: 1 by default, 0 to leave them out. */
  readonly rest?: 0 | 1 | 2
}

/**
 * Chebyshev products of the leading principal directions to a high order, and of the rest to a low one. Directions are
 * those of the correlations, of unit variance, and carry at least a millionth of the largest variance.
 *
 * @throws InputError for anything but a weighted set
 * @throws OptionError for numbers that are not positive integers, or a rest that is not 0, 1 or 2
 */
export function principal(
  set: WeightedSet,
  options: PrincipalOptions,
): ProjectedPolynomialFeatures | PolynomialFeatures {
  checkWeightedSet(set)
  checkNames('principal', options, ['leading', 'order', 'rest'])
  const { leading, order, rest = 1 } = options
  for (const [name, value] of Object.entries({ leading, order })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new OptionError(`${name} is ${value}`, 'Give a positive integer')
    }
  }
  if (![0, 1, 2].includes(rest)) throw new OptionError(`rest is ${rest}`, 'Give 0, 1 or 2')
  const { dim } = set
  const { directions, count } = principalDirections(set, rest === 0 ? leading : dim)
  if (count === 0) return chebyshev(0)
  const scaled = new Float64Array(count * dim)
  const offsets = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const direction = directions.subarray(i * dim, (i + 1) * dim)
    const { lower, upper } = extentAlong(set, direction)
    const half = (upper - lower) / 2 || 1
    for (let axis = 0; axis < dim; axis++) scaled[i * dim + axis] = direction[axis] / half
    offsets[i] = (upper + lower) / 2 / half
  }
  return {
    kind: 'projected-polynomial',
    basis: 'chebyshev',
    order,
    directions: scaled,
    offsets,
    degreeWeights: Array.from({ length: count }, (_, i) => (i < leading ? 1 : order / rest)),
  }
}

function extentAlong({ size, dim, points, weights }: WeightedSet, direction: Float64Array) {
  let lower = Infinity
  let upper = -Infinity
  for (let row = 0; row < size; row++) {
    if (weights[row] === 0) continue
    let form = 0
    for (let axis = 0; axis < dim; axis++) form += direction[axis] * points[row * dim + axis]
    lower = Math.min(lower, form)
    upper = Math.max(upper, form)
  }
  return { lower, upper }
}
