import { axisAt, dim, names, prepareCrowd, size, weights } from '../crowd'
import { doubles } from '../memory'
import { get, getInteger, set } from '../vectors'

/**
 * The whole set of a thinning, numbered in the order of the leaves of the tree: neighbours in space are neighbours in
 * memory. The crowd is then one neighbourhood at a time, axis by axis as features are evaluated.
 */
export let pointCount: i32 = 0
/** By number; 0 once a point has left. */
export let pointWeights: usize = 0
/** Row-major, by number. */
let points: usize = 0
let namesAt: usize = 0

/** Takes over the points of the crowd, in their order, and makes room for a crowd of up to `largest` of them. */
export function takeCrowd(largest: i32): void {
  pointCount = size
  pointWeights = weights
  namesAt = names
  points = doubles(<i64>size * dim)
  for (let axis = 0; axis < dim; axis++) {
    const from = axisAt(axis)
    for (let i = 0; i < size; i++) set(points, i * dim + axis, get(from, i))
  }
  prepareCrowd(largest, dim)
}

export function pointAt(number: i32): usize {
  return points + ((<usize>number * <usize>dim) << 3)
}

/** Copies `count` points into the crowd, those that are named at `numbers`. */
export function gatherPoints(numbers: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const from = pointAt(getInteger(numbers, i))
    for (let axis = 0; axis < dim; axis++) set(axisAt(axis), i, get(from, axis))
  }
}

export function squaredDistance(a: i32, b: i32): f64 {
  const from = pointAt(a)
  const to = pointAt(b)
  let sum = 0.0
  for (let axis = 0; axis < dim; axis++) {
    const difference = get(to, axis) - get(from, axis)
    sum += difference * difference
  }
  return sum
}

/** Weights by number, for the host. */
export function thinnedWeights(): usize {
  return pointWeights
}

/** What place each number had when the host wrote the points. */
export function thinnedNames(): usize {
  return namesAt
}
