import { OptionError } from './errors.js'
import {
  type CustomFeatures,
  type DirectionFeatures,
  type FeatureMap,
  POLYNOMIAL_BASES,
  type PolynomialFeatures,
} from './feature-map.js'

/**
 * Descriptors come from files too, where types cannot check them.
 *
 * @throws OptionError naming what is wrong with the map for points of `dim` coordinates
 */
export function checkFeatureMap(map: FeatureMap, dim: number): void {
  switch (map?.kind) {
    case 'polynomial':
      checkPolynomials(map)
      return
    case 'directions':
      checkDirections(map, dim)
      return
    case 'custom':
      checkCustom(map)
      return
    case 'sum':
      if (!Array.isArray(map.maps) || map.maps.length === 0) {
        throw new OptionError(
          'The maps of a sum of features are none',
          'Give a list of at least one feature map',
        )
      }
      for (const part of map.maps) checkFeatureMap(part, dim)
      return
    default:
      throw new OptionError(
        `features is of the unknown kind ${JSON.stringify((map as { kind?: unknown } | undefined)?.kind)}`,
        'Make it with chebyshev, legendre, monomials, directions, custom or sum',
      )
  }
}

function checkPolynomials({ basis, order }: PolynomialFeatures): void {
  if (!POLYNOMIAL_BASES.includes(basis)) {
    throw new OptionError(
      `The basis of polynomial features is ${JSON.stringify(basis)}`,
      `Give ${POLYNOMIAL_BASES.join(', ')}`,
    )
  }
  if (!Number.isInteger(order) || order < 0) {
    throw new OptionError(`The order of ${basis} features is ${order}`, 'Give an integer of 0 or more')
  }
}

function checkDirections({ directions, count }: DirectionFeatures, dim: number): void {
  if (!(directions instanceof Float64Array) || directions.length !== count * dim) {
    throw new OptionError(
      `directions has ${directions?.length} numbers for ${count} directions of dimension ${dim}`,
      'Give a Float64Array of count × dim numbers, row-major',
    )
  }
  const bad = directions.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    throw new OptionError(
      `Direction ${Math.floor(bad / dim)} has ${directions[bad]} for coordinate ${bad % dim}`,
      'Directions must be finite',
    )
  }
}

function checkCustom({ count, evaluate }: CustomFeatures): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new OptionError(`The count of custom features is ${count}`, 'Give a positive integer')
  }
  if (typeof evaluate !== 'function') {
    throw new OptionError(
      `The custom features are of type ${typeof evaluate}`,
      'Give a function of a point that returns numbers',
    )
  }
}
