import { InputError, OptionError, type PolynomialFeatures } from '@polylog/core'
import { chebyshev } from '../feature-maps.js'
import { type SignedSets, splitBySign } from './split-by-sign.js'

/** Objects `w_i` of signed masses `v_i` that act as `v_i g(w_i)`, with `g(t w) = t^degree g(w)` for `t > 0`. */
export interface HomogeneousObjects {
  /** `count × dim`, row-major. */
  readonly objects: Float64Array
  readonly dim: number
  /** One for each object; all 1 by default. */
  readonly masses?: Float64Array
  /** 1 by default, as for ReLU. */
  readonly degree?: number
}

/** Two sets of unit vectors. */
export type SphereSets = SignedSets

/**
 * Moves homogeneous objects to the unit sphere: `v g(w) = v |w|^degree g(w / |w|)`, so that one dimension falls away and
 * the length goes into the mass. Objects of length zero, which do nothing, are in neither set.
 *
 * @throws InputError for objects or masses that are not finite
 */
export function ontoSphere({ objects, dim, masses, degree = 1 }: HomogeneousObjects): SphereSets {
  const count = objects.length / dim
  if (!Number.isInteger(count)) {
    throw new InputError(
      `There are ${objects.length} numbers for objects of dim ${dim}`,
      'Give whole objects',
    )
  }
  const bad = objects.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    throw new InputError(
      `Row ${Math.floor(bad / dim)}, column ${bad % dim} is ${objects[bad]}`,
      'Objects must be finite',
    )
  }
  if (masses && masses.length !== count) {
    throw new InputError(`There are ${masses.length} masses for ${count} objects`, 'Give one for each object')
  }
  if (!Number.isFinite(degree))
    throw new OptionError(`degree is ${degree}`, 'Give a finite number, such as 1')
  const directions = new Float64Array(objects.length)
  const signed = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const length = Math.hypot(...objects.subarray(i * dim, (i + 1) * dim))
    if (length === 0) continue
    signed[i] = (masses?.[i] ?? 1) * length ** degree
    for (let axis = 0; axis < dim; axis++) directions[i * dim + axis] = objects[i * dim + axis] / length
  }
  return splitBySign(directions, dim, signed)
}

/**
 * The polynomials of degree `<= order` on the sphere in `dim` coordinates, which are its spherical harmonics up to that
 * degree: `x_dim²` is a polynomial of the other coordinates there, so that `x_dim` needs degree 1 only. On `S²` they are
 * `(order + 1)²`.
 *
 * @throws OptionError for fewer than two coordinates
 */
export function sphericalPolynomials(dim: number, order: number): PolynomialFeatures {
  if (!(Number.isInteger(dim) && dim >= 2)) {
    throw new OptionError(`dim is ${dim}`, 'A sphere needs two coordinates or more')
  }
  const map = chebyshev(order, {
    maxDegrees: Array.from({ length: dim }, (_, axis) => (axis === dim - 1 ? 1 : order)),
  })
  return { ...map, onSphere: true }
}
