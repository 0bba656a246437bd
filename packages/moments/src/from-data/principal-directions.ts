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
 * Coordinates are scaled by their deviations, so that units do not decide; large sets are looked at in evenly
 * spaced rows. Fewer where the points vary along fewer directions, none where all are equal.
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

/** Rows from which the correlations are taken, at least, and per coordinate. */
const LEAST_ROWS = 2000
const ROWS_PER_AXIS = 2

/** Fills the matrix; deviations in input units; axes without extent are uncorrelated with all others, and with themselves. */
function correlations(set: WeightedSet, correlation: Matrix) {
  const { dim, points, weights } = set
  const rows = weightyRows(weights)
  // Within [-1, 1] no square overflows.
  const frame = new Float64Array(2 * dim)
  frameOfBox(boxOf(set), dim, frame)
  const step = Math.ceil(rows.length / Math.max(LEAST_ROWS, ROWS_PER_AXIS * dim))
  const row = new Float64Array(dim)
  const load = (i: number) => {
    for (let axis = 0; axis < dim; axis++) {
      row[axis] = (points[i * dim + axis] - frame[axis]) * frame[dim + axis]
    }
  }
  const mean = new Float64Array(dim)
  let mass = 0
  for (let r = 0; r < rows.length; r += step) {
    const i = rows[r]
    mass += weights[i]
    load(i)
    for (let axis = 0; axis < dim; axis++) mean[axis] += (row[axis] - mean[axis]) * (weights[i] / mass)
  }
  const covariance = new Float64Array(dim * dim)
  for (let r = 0; r < rows.length; r += step) {
    const i = rows[r]
    load(i)
    for (let axis = 0; axis < dim; axis++) row[axis] -= mean[axis]
    for (let a = 0; a < dim; a++) {
      const left = (weights[i] / mass) * row[a]
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
  }
  return { correlation, deviation: spread.map((value, axis) => value / (frame[dim + axis] || 1)) }
}
