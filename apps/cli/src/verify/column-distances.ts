import type { WeightedSet } from '@polylog/core'
import { distributionOf } from '../statistics/quantiles.js'

/** Kolmogorov's distances of columns whose rows pass by from those of a set that is held. */
export interface DistanceAccumulator {
  add(part: WeightedSet): void
  /** One per column. */
  distances(): readonly number[]
}

/**
 * Between two neighbouring values of the held set, its distribution function stands still and the other one rises:
 * they are furthest apart at one of the ends. So the masses at and between these values tell the distance exactly.
 */
export function createColumnDistances(held: WeightedSet): DistanceAccumulator {
  const columns = Array.from({ length: held.dim }, (_, column) => steps(held, column))
  return {
    add({ points, weights, size, dim }) {
      columns.forEach(({ values, at, below }, column) => {
        for (let row = 0; row < size; row++) {
          const value = points[row * dim + column]
          const step = firstNotBelow(values, value)
          if (values[step] === value) at[step] += weights[row]
          else below[step] += weights[row]
        }
      })
    },
    distances: () => columns.map(distance),
  }
}

interface Steps {
  /** Different values, ascending, and the share of the mass up to and including each. */
  readonly values: Float64Array
  readonly cumulated: Float64Array
  /** Masses of passing rows: equal to each value, and between it and the one before; the last is above all. */
  readonly at: Float64Array
  readonly below: Float64Array
}

function steps(set: WeightedSet, column: number): Steps {
  const { values, cumulated } = distributionOf(set, column)
  const last = values.map((value, i) => (values[i + 1] === value ? 0 : 1))
  const distinct = values.filter((_, i) => last[i] === 1)
  return {
    values: distinct,
    cumulated: cumulated.filter((_, i) => last[i] === 1),
    at: new Float64Array(distinct.length),
    below: new Float64Array(distinct.length + 1),
  }
}

/** The position of the first value that is at least `value`; their number if there is none. */
function firstNotBelow(values: Float64Array, value: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

function distance({ cumulated, at, below }: Steps): number {
  const mass = at.reduce((sum, more) => sum + more, 0) + below.reduce((sum, more) => sum + more, 0)
  let largest = 0
  let sum = 0
  let before = 0
  cumulated.forEach((share, step) => {
    sum += below[step]
    largest = Math.max(largest, Math.abs(sum / mass - before))
    sum += at[step]
    largest = Math.max(largest, Math.abs(sum / mass - share))
    before = share
  })
  return largest
}
