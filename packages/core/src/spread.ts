import { boxOf } from './bounding-box.js'
import { frameOfBox } from './frame.js'
import type { WeightedSet } from './weighted-set.js'

/**
 * Weighted mean and standard deviation of every coordinate, in input units (West 1979); rows of weight zero count for
 * nothing. Squares are of coordinates scaled to `[-1, 1]`: those of the coordinates themselves may under- or overflow.
 */
export function spreadOf(set: WeightedSet): {
  readonly mean: Float64Array
  readonly deviation: Float64Array
} {
  const { size, dim, points, weights } = set
  const frame = new Float64Array(2 * dim)
  frameOfBox(boxOf(set), dim, frame)
  const mean = new Float64Array(dim)
  const squares = new Float64Array(dim)
  let mass = 0
  for (let i = 0; i < size; i++) {
    if (weights[i] === 0) continue
    mass += weights[i]
    for (let axis = 0; axis < dim; axis++) {
      const value = (points[i * dim + axis] - frame[axis]) * frame[dim + axis]
      const difference = value - mean[axis]
      mean[axis] += difference * (weights[i] / mass)
      squares[axis] += weights[i] * difference * (value - mean[axis])
    }
  }
  const half = (axis: number) => (frame[dim + axis] > 0 ? 1 / frame[dim + axis] : 0)
  return {
    mean: mean.map((value, axis) => frame[axis] + value * half(axis)),
    deviation: squares.map((value, axis) => Math.sqrt(value / mass) * half(axis)),
  }
}
