import type { WeightedSet } from '@polylog/core'
import { directions } from '@polylog/moments'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/**
 * The mass and the `count` leading principal directions of a set: what is kept where not even order 1 fits.
 * Coordinates are scaled by their deviations, so that units do not decide.
 */
export function principalDirections(set: WeightedSet, count: number) {
  const { dim } = set
  const { covariance, deviation } = correlation(set)
  const { eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true })
  // Eigenvalues come in ascending order.
  return directions(
    Array.from({ length: count }, (_, i) =>
      Array.from(
        { length: dim },
        (_, axis) => eigenvectorMatrix.get(axis, dim - 1 - i) / (deviation[axis] || 1),
      ),
    ),
  )
}

function correlation({ size, dim, points, weights }: WeightedSet) {
  const mean = new Float64Array(dim)
  let mass = 0
  for (let i = 0; i < size; i++) {
    if (weights[i] === 0) continue
    mass += weights[i]
    for (let axis = 0; axis < dim; axis++) {
      mean[axis] += (points[i * dim + axis] - mean[axis]) * (weights[i] / mass)
    }
  }
  const covariance = Matrix.zeros(dim, dim)
  for (let i = 0; i < size; i++) {
    for (let a = 0; a < dim; a++) {
      const left = (weights[i] / mass) * (points[i * dim + a] - mean[a])
      for (let b = 0; b <= a; b++) {
        covariance.set(a, b, covariance.get(a, b) + left * (points[i * dim + b] - mean[b]))
      }
    }
  }
  const deviation = Array.from({ length: dim }, (_, axis) => Math.sqrt(covariance.get(axis, axis)))
  for (let a = 0; a < dim; a++) {
    for (let b = 0; b <= a; b++) {
      const value = covariance.get(a, b) / ((deviation[a] || 1) * (deviation[b] || 1))
      covariance.set(a, b, value)
      covariance.set(b, a, value)
    }
  }
  return { covariance, deviation }
}
