import { InputError, OptionError, polynomialCount, type WeightedSet } from '@polylog/core'
import { type MonomialPlan, monomialPlan } from './monomial-plan.js'
import { multiIndices } from './multi-indices.js'

/**
 * Tensor moments `p_α = Σ c_i ((w_i - centre) / scale)^α`, `|α| <= order`. The tensor `Σ c_i u_i^{⊗l}` is
 * symmetric, so one entry per multi-index holds all of it.
 */
export interface Moments {
  readonly dim: number
  readonly order: number
  /** `dim` coordinates. */
  readonly centre: Float64Array
  /** `dim` positive lengths, one per axis. */
  readonly scale: Float64Array
  /** `N(dim, order)` numbers in the order of `multiIndices`; `values[0]` is the mass. */
  readonly values: Float64Array
}

export interface MomentsOptions {
  /** One number for all axes, or one per axis; the origin by default. */
  readonly centre?: number | ArrayLike<number>
  /** One positive number for all axes, or one per axis; 1 by default. */
  readonly scale?: number | ArrayLike<number>
}

/**
 * The moments of a set, by compensated sums. Rows of weight zero count for nothing.
 *
 * @throws OptionError for an order, centre or scale that cannot be used
 * @throws InputError if a moment overflows
 */
export function moments(set: WeightedSet, order: number, options: MomentsOptions = {}): Moments {
  return accumulate(set, order, options, false)
}

/**
 * `Σ c_i |(w_i - centre) / scale|^α`: the sums of absolute terms of `moments`, the scale of their rounding.
 *
 * @throws as `moments` does
 */
export function absoluteMoments(set: WeightedSet, order: number, options: MomentsOptions = {}): Moments {
  return accumulate(set, order, options, true)
}

/** Those of a lower order: the leading values. */
export function truncateMoments(source: Moments, order: number): Moments {
  if (!Number.isInteger(order) || order < 0 || order > source.order) {
    throw new OptionError(
      `order is ${order} for moments of order ${source.order}`,
      `Give an integer from 0 to ${source.order}`,
    )
  }
  return { ...source, order, values: source.values.slice(0, polynomialCount(source.dim, order)) }
}

/** One value per axis, checked. */
export function perAxis(
  name: 'centre' | 'scale',
  given: number | ArrayLike<number> | undefined,
  dim: number,
): Float64Array {
  const filler = name === 'scale' ? 1 : 0
  const values =
    given === undefined || typeof given === 'number'
      ? new Float64Array(dim).fill(given ?? filler)
      : Float64Array.from(given)
  if (values.length !== dim) {
    throw new OptionError(
      `${name} has ${values.length} entries for ${dim} axes`,
      'Give one number, or one per axis',
    )
  }
  for (let axis = 0; axis < dim; axis++) {
    if (!Number.isFinite(values[axis]) || (name === 'scale' && values[axis] <= 0)) {
      const expected = name === 'scale' ? 'positive and finite' : 'finite'
      throw new OptionError(`${name} is ${values[axis]} on axis ${axis}`, `It must be ${expected}`)
    }
  }
  return values
}

function accumulate(set: WeightedSet, order: number, options: MomentsOptions, absolute: boolean): Moments {
  const { dim } = set
  const centre = perAxis('centre', options.centre, dim)
  const scale = perAxis('scale', options.scale, dim)
  const plan = monomialPlan(multiIndices(dim, order))
  const values = sumMonomials(set, plan, centre, scale, absolute)
  checkFinite(values)
  return { dim, order, centre, scale, values }
}

function sumMonomials(
  set: WeightedSet,
  plan: MonomialPlan,
  centre: Float64Array,
  scale: Float64Array,
  absolute: boolean,
): Float64Array {
  const { size, dim, points, weights } = set
  const { count, parents, axes } = plan
  const coordinates = new Float64Array(dim)
  const terms = new Float64Array(count)
  const sums = new Float64Array(count)
  const lost = new Float64Array(count)
  for (let i = 0; i < size; i++) {
    const weight = weights[i]
    if (weight === 0) continue
    for (let axis = 0; axis < dim; axis++) {
      const coordinate = (points[i * dim + axis] - centre[axis]) / scale[axis]
      coordinates[axis] = absolute ? Math.abs(coordinate) : coordinate
    }
    terms[0] = weight
    for (let j = 1; j < count; j++) terms[j] = terms[parents[j]] * coordinates[axes[j]]
    for (let j = 0; j < count; j++) {
      const sum = sums[j]
      const term = terms[j]
      const next = sum + term
      lost[j] += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
      sums[j] = next
    }
  }
  for (let j = 0; j < count; j++) sums[j] += lost[j]
  return sums
}

export function checkFinite(values: Float64Array): void {
  const bad = values.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    throw new InputError(
      `Moment ${bad} is ${values[bad]}`,
      'Give a centre and a scale that bring the coordinates near 1, or a lower order',
    )
  }
}
