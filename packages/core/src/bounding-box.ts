import type { WeightedSet } from './weighted-set.js'

/** Rows whose points stay in the cache while each of their axes is read. */
const BLOCK = 256

/** Box of all points of a set, whatever their weights: `dim` lower, then `dim` upper bounds. */
export function boxOfPoints({
  points,
  dim,
  size,
}: Pick<WeightedSet, 'points' | 'dim' | 'size'>): Float64Array {
  const box = new Float64Array(2 * dim).fill(Infinity, 0, dim).fill(-Infinity, dim)
  const length = size * dim
  for (let start = 0; start < length; start += BLOCK * dim) {
    const end = Math.min(length, start + BLOCK * dim)
    for (let axis = 0; axis < dim; axis++) {
      let lower = box[axis]
      let upper = box[dim + axis]
      for (let i = start + axis; i < end; i += dim) {
        const value = points[i]
        if (value < lower) lower = value
        if (value > upper) upper = value
      }
      box[axis] = lower
      box[dim + axis] = upper
    }
  }
  return box
}

/** Lower, then upper bounds of the rows of positive weight. */
export function boxOf(set: WeightedSet): Float64Array {
  const { points, weights, size, dim } = set
  if (!weights.includes(0)) return boxOfPoints(set)
  const box = new Float64Array(2 * dim).fill(Infinity, 0, dim).fill(-Infinity, dim)
  for (let row = 0, at = 0; row < size; row++, at += dim) {
    if (!(weights[row] > 0)) continue
    for (let axis = 0; axis < dim; axis++) {
      const value = points[at + axis]
      if (value < box[axis]) box[axis] = value
      if (value > box[dim + axis]) box[dim + axis] = value
    }
  }
  return box
}

/**
 * Axis-aligned box of the points at `rows[start..end)`, written to `box[at..at + 2 dim)` as `dim` lower bounds,
 * then `dim` upper bounds.
 */
export function boundingBox(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  start: number,
  end: number,
  box: Float64Array,
  at = 0,
): void {
  for (let axis = 0; axis < dim; axis++) {
    box[at + axis] = Infinity
    box[at + dim + axis] = -Infinity
  }
  for (let i = start; i < end; i++) {
    const row = rows[i] * dim
    for (let axis = 0; axis < dim; axis++) {
      const value = points[row + axis]
      if (value < box[at + axis]) box[at + axis] = value
      if (value > box[at + dim + axis]) box[at + dim + axis] = value
    }
  }
}
