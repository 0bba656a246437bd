import { checkKernel, checkWidth } from './check-kernel.js'
import { degreeSetSize } from './degree-set.js'
import { OptionError } from './errors.js'
import {
  type CustomFeatures,
  type DegreeSet,
  type DirectionFeatures,
  type FeatureMap,
  type FourierFeatures,
  type KernelFeatures,
  POLYNOMIAL_BASES,
  type PolynomialBasis,
  type PolynomialFeatures,
  type ProjectedPolynomialFeatures,
} from './feature-map.js'

/**
 * Descriptors come from files too, where types cannot check them.
 *
 * @throws OptionError naming what is wrong with the map for points of `dim` coordinates
 */
export function checkFeatureMap(map: FeatureMap, dim: number): void {
  switch (map?.kind) {
    case 'polynomial':
      checkPolynomials(map, dim)
      return
    case 'projected-polynomial':
      checkProjected(map, dim)
      return
    case 'directions':
      checkDirections(map, dim)
      return
    case 'kernel':
      checkKernelFeatures(map, dim)
      return
    case 'fourier':
      checkFourier(map, dim)
      return
    case 'custom':
      checkCustom(map)
      return
    case 'sum':
    case 'product':
      if (!Array.isArray(map.maps) || map.maps.length === 0) {
        throw new OptionError(
          `The maps of a ${map.kind} of features are none`,
          'Give a list of at least one feature map',
        )
      }
      for (const part of map.maps) checkFeatureMap(part, dim)
      return
    default:
      throw new OptionError(
        `features is of the unknown kind ${JSON.stringify((map as { kind?: unknown } | undefined)?.kind)}`,
        'Make it with chebyshev, legendre, monomials, linear, product, sum, directions, custom, or from data',
      )
  }
}

function checkPolynomials(map: PolynomialFeatures, dim: number): void {
  const { basis, axes } = map
  checkBasis(basis, map)
  if (axes) {
    const bad = axes.findIndex(
      (axis, i) => !(Number.isInteger(axis) && axis >= 0 && axis < dim && (i === 0 || axis > axes[i - 1])),
    )
    if (axes.length === 0 || bad >= 0) {
      throw new OptionError(
        axes.length === 0
          ? `The axes of ${basis} features are none`
          : `Axis ${axes[bad]} of ${basis} features cannot be in (${axes.join(', ')}) for points of ${dim} coordinates`,
        'Give at least one, different integers of 0 or more and less than the number of coordinates, ascending',
      )
    }
  }
  checkDegrees(map, axes?.length ?? dim, basis)
}

function checkBasis(basis: PolynomialBasis, { order }: DegreeSet): void {
  if (!POLYNOMIAL_BASES.includes(basis)) {
    throw new OptionError(
      `The basis of polynomial features is ${JSON.stringify(basis)}`,
      `Give ${POLYNOMIAL_BASES.join(', ')}`,
    )
  }
  if (!(order >= 0 && order < Infinity)) {
    throw new OptionError(`The order of ${basis} features is ${order}`, 'Give an integer of 0 or more')
  }
}

function checkDegrees(set: DegreeSet, variables: number, basis: PolynomialBasis): void {
  const { order, degreeWeights, maxDegrees, maxInteraction } = set
  if (!degreeWeights && !Number.isInteger(order)) {
    throw new OptionError(`The order of ${basis} features is ${order}`, 'Give an integer of 0 or more')
  }
  checkList(
    'degreeWeights',
    degreeWeights,
    variables,
    value => value > 0 && value < Infinity,
    'positive numbers',
  )
  checkList('maxDegrees', maxDegrees, variables, isWhole, 'integers of 0 or more')
  if (maxInteraction !== undefined && !(isWhole(maxInteraction) && maxInteraction >= 1)) {
    throw new OptionError(`maxInteraction is ${maxInteraction}`, 'Give a positive integer')
  }
  if (degreeSetSize(set, variables) === Infinity) {
    throw new OptionError(
      `The ${basis} features of order ${order} in ${variables} variables are millions`,
      'Give a lower order, larger degreeWeights or a lower maxInteraction',
    )
  }
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 0
}

function checkList(
  name: string,
  values: readonly number[] | undefined,
  length: number,
  isGood: (value: number) => boolean,
  expected: string,
): void {
  if (!values) return
  if (values.length !== length) {
    throw new OptionError(
      `${name} has ${values.length} numbers for ${length} variables`,
      'Give one for each variable',
    )
  }
  const bad = values.findIndex(value => !isGood(value))
  if (bad >= 0) throw new OptionError(`${name} has ${values[bad]} for variable ${bad}`, `Give ${expected}`)
}

function checkProjected(map: ProjectedPolynomialFeatures, dim: number): void {
  const { basis, directions, offsets } = map
  checkBasis(basis, map)
  checkNumbers('offsets', offsets, offsets?.length)
  checkMatrix('directions', directions, offsets.length, dim)
  checkDegrees(map, offsets.length, basis)
}

function checkDirections({ directions, count }: DirectionFeatures, dim: number): void {
  checkMatrix('directions', directions, count, dim)
}

function checkKernelFeatures(
  { kernel, width, landmarks, count, transform }: KernelFeatures,
  dim: number,
): void {
  checkKernel(kernel)
  checkWidth(kernel, width, 'Give a positive number, such as the median distance of the points')
  const given = (landmarks?.length ?? 0) / dim
  if (!(given >= 1)) {
    throw new OptionError(`The ${kernel} kernel has no landmarks`, 'Give at least one point')
  }
  checkMatrix('landmarks', landmarks, Math.floor(given), dim)
  if (transform) checkMatrix('transform', transform, count, given)
  else if (count !== given) {
    throw new OptionError(
      `The count of kernel features is ${count} for ${given} landmarks`,
      'Give as many, or a transform',
    )
  }
}

function checkFourier({ frequencies, phases }: FourierFeatures, dim: number): void {
  checkNumbers('phases', phases, phases?.length)
  checkMatrix('frequencies', frequencies, phases.length, dim)
}

function checkMatrix(name: string, matrix: Float64Array, rows: number, columns: number): void {
  if (!(matrix instanceof Float64Array) || matrix.length !== rows * columns) {
    throw new OptionError(
      `${name} has ${matrix?.length} numbers for ${rows} ${name} of dimension ${columns}`,
      'Give a Float64Array of count × dim numbers, row-major',
    )
  }
  const bad = matrix.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    throw new OptionError(
      `Row ${Math.floor(bad / columns)} of ${name} has ${matrix[bad]} in column ${bad % columns}`,
      'All of them must be finite',
    )
  }
}

function checkNumbers(name: string, values: Float64Array, length: number): void {
  if (!(values instanceof Float64Array) || length < 1) {
    throw new OptionError(
      `${name} has ${values?.length} numbers`,
      'Give a Float64Array of at least one number',
    )
  }
  const bad = values.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) throw new OptionError(`${name} has ${values[bad]} at ${bad}`, 'All of them must be finite')
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
