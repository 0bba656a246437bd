import { InputError, withoutPause } from '@polylog/core'
import { solveSymmetric } from './normal-equations.js'
import type { Terms } from './terms.js'

export interface LeastSquaresModel {
  /** One for each term. */
  readonly coefficients: Float64Array
  /** One for each point. */
  predict(points: Float64Array): Float64Array
  /** `Σ c (y - f)² / Σ c`. */
  loss(points: Float64Array, labels: Float64Array, weights: Float64Array): number
}

export interface LeastSquaresOptions {
  /** What is added to the mean squared error, times the squared coefficients but the first term's. 0 by default. */
  readonly ridge?: number
}

/**
 * Weighted least squares by its normal equations, which are all that a coreset of `leastSquares` keeps.
 *
 * @param points `size × dim`, row-major
 * @throws InputError if there is not one label for each weight
 */
export function fitLeastSquares(
  terms: Terms,
  points: Float64Array,
  labels: Float64Array,
  weights: Float64Array,
  options: LeastSquaresOptions = {},
): LeastSquaresModel {
  return withoutPause(leastSquaresSteps(terms, points, labels, weights, options))
}

/** The same, step by step, for `stepByStep`: so that it can be given up. */
export function* leastSquaresSteps(
  terms: Terms,
  points: Float64Array,
  labels: Float64Array,
  weights: Float64Array,
  { ridge = 0 }: LeastSquaresOptions = {},
): Generator<void, LeastSquaresModel> {
  if (labels.length !== weights.length) {
    throw new InputError(
      `There are ${labels.length} labels and ${weights.length} weights`,
      'Give one of each for every point',
    )
  }
  const { count } = terms
  const normal = new Float64Array(count * count)
  const right = new Float64Array(count)
  for (const { values, stride, from, rows } of terms.blocks(points)) {
    for (let i = 0; i < count; i++) {
      for (let p = 0; p < rows; p++) {
        const term = weights[from + p] * values[i * stride + p]
        right[i] += term * labels[from + p]
        for (let j = 0; j <= i; j++) normal[i * count + j] += term * values[j * stride + p]
      }
    }
    yield
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) normal[j * count + i] = normal[i * count + j]
  }
  const mass = weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = 1; i < count; i++) normal[i * count + i] += ridge * mass
  const coefficients = solveSymmetric(normal, right)
  const predict = (at: Float64Array) => predictions(terms, coefficients, at)
  return {
    coefficients,
    predict,
    loss(at, labels, weights) {
      let [sum, mass] = [0, 0]
      predict(at).forEach((value, row) => {
        sum += weights[row] * (labels[row] - value) ** 2
        mass += weights[row]
      })
      return sum / mass
    },
  }
}

function predictions(terms: Terms, coefficients: Float64Array, points: Float64Array): Float64Array {
  const parts: number[] = []
  for (const { values, stride, from, rows } of terms.blocks(points)) {
    for (let p = 0; p < rows; p++) {
      let value = 0
      for (let j = 0; j < coefficients.length; j++) value += coefficients[j] * values[j * stride + p]
      parts[from + p] = value
    }
  }
  return Float64Array.from(parts)
}
