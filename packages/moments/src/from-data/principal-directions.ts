import { boxOf, type DirectionFeatures, frameOfBox, type WeightedSet, weightyRows } from '@polylog/core'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { directions } from '../feature-maps.js'

/**
 * Share of the largest variance below which a direction is left out: its linear form, a difference of nearly
 * equal numbers, would not be kept to the certificate's digits.
 */
const LEAST_VARIANCE = 1e-6

/**
 * The mass and at most `count` leading principal directions of a set: what is kept where not even order 1 fits.
 * Coordinates are scaled by their deviations, so that units do not decide; of sets of very many rows and coordinates,
 * correlations are those of scattered rows. Fewer where the points vary along fewer directions, none where all are equal.
 */
export function principalDirections(set: WeightedSet, count: number): DirectionFeatures {
  const { dim } = set
  const { correlation, deviation } = correlations(set, Matrix.zeros(dim, dim))
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(correlation, {
    assumeSymmetric: true,
  })
  // Eigenvalues come in ascending order.
  const least = LEAST_VARIANCE * realEigenvalues[dim - 1]
  const leading = realEigenvalues.filter(variance => variance > least).length
  return directions(
    Array.from({ length: Math.min(count, leading) }, (_, i) =>
      Array.from({ length: dim }, (_, axis) =>
        deviation[axis] > 0 ? eigenvectorMatrix.get(axis, dim - 1 - i) / deviation[axis] : 0,
      ),
    ),
  )
}

/** Products of coordinates that are summed, about, and rows from which correlations are taken at least, and per coordinate. */
const MOST_PRODUCTS = 2 ** 30
const LEAST_ROWS = 2000
const ROWS_PER_AXIS = 2

/** Steps of this share of the rows meet no period of theirs. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/** Fills the matrix; deviations in input units; axes without extent are uncorrelated with all others, and with themselves. */
function correlations(set: WeightedSet, correlation: Matrix) {
  const { dim, points, weights } = set
  const rows = weightyRows(weights)
  // Within [-1, 1] no square overflows.
  const frame = new Float64Array(2 * dim)
  frameOfBox(boxOf(set), dim, frame)
  const row = new Float64Array(dim)
  const load = (i: number, centre: Float64Array) => {
    for (let axis = 0; axis < dim; axis++) {
      row[axis] = (points[i * dim + axis] - frame[axis]) * frame[dim + axis] - centre[axis]
    }
  }
  const meansOf = (some: Uint32Array) => {
    const mean = new Float64Array(dim)
    const none = new Float64Array(dim)
    let mass = 0
    for (const i of some) {
      mass += weights[i]
      load(i, none)
      for (let axis = 0; axis < dim; axis++) mean[axis] += (row[axis] - mean[axis]) * (weights[i] / mass)
    }
    return { mean, mass }
  }
  const whole = meansOf(rows)
  const squares = new Float64Array(dim)
  for (const i of rows) {
    load(i, whole.mean)
    for (let axis = 0; axis < dim; axis++) squares[axis] += (weights[i] / whole.mass) * row[axis] ** 2
  }
  const looked = scattered(rows, Math.max(LEAST_ROWS, ROWS_PER_AXIS * dim, MOST_PRODUCTS / dim ** 2))
  const sample = looked === rows ? whole : meansOf(looked)
  const covariance = new Float64Array(dim * dim)
  for (const i of looked) {
    load(i, sample.mean)
    for (let a = 0; a < dim; a++) {
      const left = (weights[i] / sample.mass) * row[a]
      for (let b = 0; b <= a; b++) covariance[a * dim + b] += left * row[b]
    }
  }
  const spread = Array.from({ length: dim }, (_, axis) => Math.sqrt(covariance[axis * dim + axis]))
  for (let a = 0; a < dim; a++) {
    for (let b = 0; b <= a; b++) {
      const value = covariance[a * dim + b] / ((spread[a] || 1) * (spread[b] || 1))
      correlation.set(a, b, value)
      correlation.set(b, a, value)
    }
    // What does not vary on the rows that were looked at is a direction of its own.
    if (spread[a] === 0 && squares[a] > 0) correlation.set(a, a, 1)
  }
  return {
    correlation,
    deviation: Array.from(squares, (square, axis) => Math.sqrt(square) / (frame[dim + axis] || 1)),
  }
}

/** All of the rows, or so many of them. */
function scattered(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows
  return Uint32Array.from({ length: Math.floor(most) }, (_, i) => {
    return rows[Math.floor(((i * GOLDEN) % 1) * rows.length)]
  })
}
