import { createRng, OptionError, type WeightedSet } from '@polylog/core'
import type { Estimate } from './estimate.js'
import { checkSets, unitOf } from './extent.js'

export interface SlicedOptions {
  /** Random directions; as many as are affordable by default, from 8 to 128. */
  readonly directions?: number
  readonly seed?: number
}

const MOST_DIRECTIONS = 128
const LEAST_DIRECTIONS = 8

/** Rows of both sets times directions, by default. */
const AFFORDABLE_ROWS = 1e7

/** @throws OptionError for directions that are not 2 or more */
export function checkDirections(directions: number): void {
  if (Number.isInteger(directions) && directions >= 2) return
  throw new OptionError(`directions is ${directions}`, 'Give an integer of 2 or more')
}

/**
 * Sliced Wasserstein distance of order 2, in input units: the root of the mean, over random directions, of the squared
 * distance of the projections (Bonneel et al. 2015). Every direction is exact, over all rows; its scatter makes the error
 * bar. In one dimension there is but one direction.
 *
 * @throws OptionError for directions that are not 2 or more
 */
export function slicedWasserstein(a: WeightedSet, b: WeightedSet, options: SlicedOptions = {}): Estimate {
  checkSets(a, b)
  const { dim } = a
  const unit = unitOf(a, b)
  if (dim === 1) return { value: unit * Math.sqrt(squaredDistance(a, b, Float64Array.of(1 / unit))) }
  const affordable = Math.floor(AFFORDABLE_ROWS / (a.size + b.size))
  const { directions = Math.max(LEAST_DIRECTIONS, Math.min(MOST_DIRECTIONS, affordable)), seed = 0 } = options
  checkDirections(directions)
  const rng = createRng(seed, 'directions that judge')
  const squares = Float64Array.from({ length: directions }, () => {
    const direction = Float64Array.from({ length: dim }, () => rng.normal())
    const length = Math.hypot(...direction)
    return squaredDistance(
      a,
      b,
      direction.map(value => value / length / unit),
    )
  })
  const mean = squares.reduce((sum, value) => sum + value, 0) / directions
  const variance = squares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (directions - 1)
  const value = Math.sqrt(mean)
  return {
    value: unit * value,
    standardError: value > 0 ? (unit * Math.sqrt(variance / directions)) / (2 * value) : 0,
    sampled: directions,
  }
}

/** Squared Wasserstein distance of order 2 of the projections: that of their quantile functions. */
function squaredDistance(a: WeightedSet, b: WeightedSet, direction: Float64Array): number {
  const first = quantiles(a, direction)
  const second = quantiles(b, direction)
  let sum = 0
  let reached = 0
  for (let i = 0, j = 0; i < first.ends.length && j < second.ends.length; ) {
    const end = Math.min(first.ends[i], second.ends[j])
    const difference = first.places[i] - second.places[j]
    sum += Math.max(0, end - reached) * difference * difference
    reached = end
    if (first.ends[i] <= end) i++
    if (second.ends[j] <= end) j++
  }
  return sum
}

/** Projections, ascending, and the share of the mass up to and with each. */
function quantiles({ size, dim, points, weights }: WeightedSet, direction: Float64Array) {
  const projections = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let sum = 0
    for (let axis = 0; axis < dim; axis++) sum += direction[axis] * points[row * dim + axis]
    projections[row] = sum
  }
  if (weights.every(weight => weight === weights[0])) {
    return { places: projections.sort(), ends: Float64Array.from(projections, (_, i) => (i + 1) / size) }
  }
  const order = Uint32Array.from(projections, (_, row) => row)
  order.sort((one, other) => projections[one] - projections[other])
  const places = Float64Array.from(order, row => projections[row])
  const ends = Float64Array.from(order, row => weights[row])
  for (let i = 1; i < size; i++) ends[i] += ends[i - 1]
  const mass = ends[size - 1]
  for (let i = 0; i < size; i++) ends[i] /= mass
  return { places, ends }
}
