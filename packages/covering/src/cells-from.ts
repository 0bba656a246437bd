import { boundingBox, type Cells, type WeightedSet } from '@polylog/core'

/**
 * The cells of a partition, with their counts, masses (compensated sums) and diameters. `offsets` and
 * `permutation` are kept, not copied; every cell holds at least one row.
 */
export function cellsFrom(set: WeightedSet, offsets: Uint32Array, permutation: Uint32Array): Cells {
  const count = offsets.length - 1
  const counts = new Uint32Array(count)
  const masses = new Float64Array(count)
  const diameters = new Float64Array(count)
  const box = new Float64Array(2 * set.dim)
  const mean = new Float64Array(set.dim)
  for (let cell = 0; cell < count; cell++) {
    const start = offsets[cell]
    const end = offsets[cell + 1]
    counts[cell] = end - start
    masses[cell] = massOf(set.weights, permutation, start, end)
    diameters[cell] = diameterBound(set, permutation, start, end, box, mean)
  }
  return { count, offsets, permutation, counts, masses, diameters }
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
 */
function diameterBound(
  set: WeightedSet,
  rows: Uint32Array,
  start: number,
  end: number,
  box: Float64Array,
  mean: Float64Array,
): number {
  const { points, dim } = set
  boundingBox(points, dim, rows, start, end, box)
  const middle = box.subarray(0, dim)
  mean.fill(0)
  for (let i = start; i < end; i++) {
    const row = rows[i] * dim
    for (let axis = 0; axis < dim; axis++) mean[axis] += points[row + axis] - box[axis]
  }
  for (let axis = 0; axis < dim; axis++) {
    mean[axis] = box[axis] + mean[axis] / (end - start)
    middle[axis] += (box[dim + axis] - box[axis]) / 2
  }
  const farthest = Math.min(
    farthestSquared(points, dim, rows, start, end, middle),
    farthestSquared(points, dim, rows, start, end, mean),
  )
  // Rounded up past the rounding of `dim` squares and their sum, so that it bounds the true diameter.
  return 2 * Math.sqrt(farthest) * (1 + (dim + 4) * Number.EPSILON)
}

function farthestSquared(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  start: number,
  end: number,
  centre: Float64Array,
): number {
  let farthest = 0
  for (let i = start; i < end; i++) {
    const row = rows[i] * dim
    let squared = 0
    for (let axis = 0; axis < dim; axis++) {
      const difference = points[row + axis] - centre[axis]
      squared += difference * difference
    }
    if (squared > farthest) farthest = squared
  }
  return farthest
}
