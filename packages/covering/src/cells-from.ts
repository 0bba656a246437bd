import { type Cells, compensatedSum, type WeightedSet } from '@polylog/core'
import { gather } from './gather.js'

/**
 * The cells of a partition, with their counts, masses (compensated sums) and diameters. `offsets` and
 * `permutation` are kept, not copied; every cell must hold at least one row.
 *
 * @param gathered the rows in the order of `permutation`, if they are at hand; kept in the cells
 */
export function cellsFrom(
  set: WeightedSet,
  offsets: Uint32Array,
  permutation: Uint32Array,
  gathered?: WeightedSet,
): Cells {
  const { dim } = set
  const count = offsets.length - 1
  const counts = new Uint32Array(count)
  for (let cell = 0; cell < count; cell++) counts[cell] = offsets[cell + 1] - offsets[cell]
  const masses = new Float64Array(count)
  const diameters = new Float64Array(count)
  const largest = counts.reduce((most, rows) => Math.max(most, rows), 0)
  const scratch = new Float64Array(gathered ? 0 : largest * dim)
  const middle = new Float64Array(dim)
  const mean = new Float64Array(dim)
  for (let cell = 0; cell < count; cell++) {
    const start = offsets[cell]
    const end = offsets[cell + 1]
    masses[cell] = gathered
      ? compensatedSum(gathered.weights.subarray(start, end))
      : massOf(set.weights, permutation, start, end)
    const points =
      gathered?.points.subarray(start * dim, end * dim) ??
      gather(set.points, dim, permutation, start, end, scratch)
    diameters[cell] = diameterBound(points, dim, end - start, middle, mean)
  }
  return { count, offsets, permutation, counts, masses, diameters, ...(gathered && { gathered }) }
}

/** Neumaier's compensated sum, as core's `compensatedSum`, over rows. */
function massOf(weights: Float64Array, rows: Uint32Array, start: number, end: number): number {
  let sum = 0
  let lost = 0
  for (let i = start; i < end; i++) {
    const weight = weights[rows[i]]
    const next = sum + weight
    lost += sum >= weight ? sum - next + weight : weight - next + sum
    sum = next
  }
  return sum + lost
}

/**
 * Twice the largest distance from the middle of the bounding box, or from the mean, whichever is less. The first
 * is at most the box's diagonal; the second at most twice the diameter, since the mean lies in the convex hull.
 * `middle` and `mean` are scratch of `dim` numbers.
 */
function diameterBound(
  points: Float64Array,
  dim: number,
  size: number,
  middle: Float64Array,
  mean: Float64Array,
): number {
  const length = size * dim
  for (let axis = 0; axis < dim; axis++) {
    const origin = points[axis]
    let low = origin
    let high = origin
    let sum = 0
    for (let i = axis; i < length; i += dim) {
      const value = points[i]
      if (value < low) low = value
      if (value > high) high = value
      sum += value - origin
    }
    middle[axis] = low + (high - low) / 2
    mean[axis] = origin + sum / size
  }
  let fromMiddle = 0
  let fromMean = 0
  for (let i = 0; i < length; i += dim) {
    let middleSquared = 0
    let meanSquared = 0
    for (let axis = 0; axis < dim; axis++) {
      const value = points[i + axis]
      const toMiddle = value - middle[axis]
      const toMean = value - mean[axis]
      middleSquared += toMiddle * toMiddle
      meanSquared += toMean * toMean
    }
    if (middleSquared > fromMiddle) fromMiddle = middleSquared
    if (meanSquared > fromMean) fromMean = meanSquared
  }
  // Raised past the rounding of `dim` squares and their sum, so that it does bound the diameter.
  return 2 * Math.sqrt(Math.min(fromMiddle, fromMean)) * (1 + (dim + 4) * Number.EPSILON)
}
