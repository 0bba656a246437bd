import type { WeightedSet } from './weighted-set.js'

/** Weighted mean and standard deviation of every coordinate, in input units (Welford 1962, West 1979). */
export function spreadOf({ size, dim, points, weights }: WeightedSet): {
  readonly mean: Float64Array
  readonly deviation: Float64Array
} {
  const mean = new Float64Array(dim)
  const squares = new Float64Array(dim)
  let mass = 0
  for (let i = 0; i < size; i++) {
    if (weights[i] === 0) continue
    mass += weights[i]
    for (let axis = 0; axis < dim; axis++) {
      const difference = points[i * dim + axis] - mean[axis]
      mean[axis] += difference * (weights[i] / mass)
      squares[axis] += weights[i] * difference * (points[i * dim + axis] - mean[axis])
    }
  }
  return { mean, deviation: squares.map(value => Math.sqrt(value / mass)) }
}
