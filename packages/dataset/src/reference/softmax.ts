import { InputError, OptionError, withoutPause } from '@polylog/core'
import { solveSymmetric } from './normal-equations.js'
import type { Terms } from './terms.js'

export interface SoftmaxModel {
  /** `(classes - 1) × terms`, row-major; those of the first class are 0. */
  readonly coefficients: Float64Array
  /** Newton steps taken. */
  readonly steps: number
  /** `-Σ c Σ_k y_k log p_k / Σ c`, in nats, and the share of the mass whose most probable class is that of the label. */
  score(
    points: Float64Array,
    labels: Float64Array,
    weights: Float64Array,
  ): { readonly logLoss: number; readonly accuracy: number }
}

export interface SoftmaxOptions {
  readonly classes: number
  /** Coefficients to begin with, as of another fit. */
  readonly start?: Float64Array
}

const MOST_STEPS = 100

/** Of a step, relative to the coefficients: then they do not change any more. */
const TOLERANCE = 1e-10

/** Half of it times the squared coefficients is added to the mean loss: separable classes would have none that are best. */
const RIDGE = 1e-9

/** Halvings of a step that makes the loss larger. */
const MOST_HALVINGS = 30

/**
 * Logistic regression of one or more classes by Newton's method.
 *
 * @param points `size × dim`, row-major
 * @param labels `size × classes`, row-major: one-hot, or shares
 * @throws InputError if labels and weights do not fit
 * @throws OptionError for fewer than two classes
 */
export function fitSoftmax(
  terms: Terms,
  points: Float64Array,
  labels: Float64Array,
  weights: Float64Array,
  options: SoftmaxOptions,
): SoftmaxModel {
  return withoutPause(softmaxSteps(terms, points, labels, weights, options))
}

/** The same, step by step, for `stepByStep`: so that it can be given up. */
export function* softmaxSteps(
  terms: Terms,
  points: Float64Array,
  labels: Float64Array,
  weights: Float64Array,
  { classes, start }: SoftmaxOptions,
): Generator<void, SoftmaxModel> {
  if (!(Number.isInteger(classes) && classes >= 2))
    throw new OptionError(`classes is ${classes}`, 'Give 2 or more')
  if (labels.length !== classes * weights.length) {
    throw new InputError(
      `There are ${labels.length} labels for ${weights.length} weights and ${classes} classes`,
      'Give as many as there are classes for every point',
    )
  }
  const problem = { terms, points, labels, weights, classes }
  let coefficients: Float64Array = start?.slice() ?? new Float64Array((classes - 1) * terms.count)
  let { loss, gradient, hessian } = yield* expansion(problem, coefficients)
  let steps = 0
  while (steps < MOST_STEPS) {
    const step = solveSymmetric(hessian, gradient)
    const taken = yield* descend(problem, coefficients, step, loss)
    if (!taken) break
    steps++
    const size = Math.max(...step.map(Math.abs))
    coefficients = taken
    if (size < TOLERANCE * (1 + Math.max(...coefficients.map(Math.abs)))) break
    ;({ loss, gradient, hessian } = yield* expansion(problem, coefficients))
  }
  const found = coefficients
  return {
    coefficients: found,
    steps,
    score: (points, labels, weights) =>
      withoutPause(score({ terms, points, labels, weights, classes }, found)),
  }
}

interface Problem {
  readonly terms: Terms
  readonly points: Float64Array
  readonly labels: Float64Array
  readonly weights: Float64Array
  readonly classes: number
}

/** @returns coefficients of less loss, or nothing if there are none that way */
function* descend(
  problem: Problem,
  from: Float64Array,
  step: Float64Array,
  loss: number,
): Generator<void, Float64Array | undefined> {
  for (let halving = 0, share = 1; halving < MOST_HALVINGS; halving++, share /= 2) {
    const tried = from.map((value, i) => value - share * step[i])
    const found = yield* meanLoss(problem, tried)
    if (found < loss || (found === loss && halving === 0)) return tried
  }
  return undefined
}

/** Probabilities of all classes at every row, and `-Σ y log p`, handed on row by row. */
function* forEachRow(
  { terms, points, labels, classes }: Problem,
  coefficients: Float64Array,
  each: (
    row: number,
    probabilities: Float64Array,
    loss: number,
    block: Float64Array,
    at: number,
    stride: number,
  ) => void,
): Generator<void, void> {
  const { count } = terms
  const scores = new Float64Array(classes)
  const probabilities = new Float64Array(classes)
  for (const { values: block, stride, from, rows } of terms.blocks(points)) {
    for (let p = 0; p < rows; p++) {
      let highest = 0
      scores[0] = 0
      for (let k = 1; k < classes; k++) {
        let value = 0
        for (let j = 0; j < count; j++) value += coefficients[(k - 1) * count + j] * block[j * stride + p]
        scores[k] = value
        highest = Math.max(highest, value)
      }
      let total = 0
      for (let k = 0; k < classes; k++) {
        probabilities[k] = Math.exp(scores[k] - highest)
        total += probabilities[k]
      }
      const logTotal = Math.log(total) + highest
      let loss = 0
      for (let k = 0; k < classes; k++) {
        probabilities[k] /= total
        loss += labels[(from + p) * classes + k] * (logTotal - scores[k])
      }
      each(from + p, probabilities, loss, block, p, stride)
    }
    yield
  }
}

function* meanLoss(problem: Problem, coefficients: Float64Array): Generator<void, number> {
  let [sum, mass] = [0, 0]
  yield* forEachRow(problem, coefficients, (row, _probabilities, loss) => {
    sum += problem.weights[row] * loss
    mass += problem.weights[row]
  })
  return sum / mass + penalty(coefficients)
}

function penalty(coefficients: Float64Array): number {
  return (RIDGE / 2) * coefficients.reduce((sum, value) => sum + value * value, 0)
}

interface Expansion {
  readonly loss: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

/** The mean loss, its gradient and its Hessian. */
function* expansion(problem: Problem, coefficients: Float64Array): Generator<void, Expansion> {
  const { terms, labels, weights, classes } = problem
  const { count } = terms
  const size = coefficients.length
  const gradient = new Float64Array(size)
  const hessian = new Float64Array(size * size)
  let [sum, mass] = [0, 0]
  yield* forEachRow(problem, coefficients, (row, probabilities, loss, block, at, stride) => {
    const weight = weights[row]
    sum += weight * loss
    mass += weight
    let share = 0
    for (let k = 0; k < classes; k++) share += labels[row * classes + k]
    for (let k = 1; k < classes; k++) {
      const slope = weight * (share * probabilities[k] - labels[row * classes + k])
      const first = (k - 1) * count
      for (let j = 0; j < count; j++) gradient[first + j] += slope * block[j * stride + at]
      for (let l = 1; l <= k; l++) {
        const bend = weight * share * probabilities[k] * ((k === l ? 1 : 0) - probabilities[l])
        const second = (l - 1) * count
        for (let i = 0; i < count; i++) {
          const term = bend * block[i * stride + at]
          const most = k === l ? i + 1 : count
          for (let j = 0; j < most; j++)
            hessian[(first + i) * size + second + j] += term * block[j * stride + at]
        }
      }
    }
  })
  for (let i = 0; i < size; i++) {
    gradient[i] = gradient[i] / mass + RIDGE * coefficients[i]
    for (let j = 0; j <= i; j++) {
      const value = hessian[i * size + j] / mass + (i === j ? RIDGE : 0)
      hessian[i * size + j] = value
      hessian[j * size + i] = value
    }
  }
  return { loss: sum / mass + penalty(coefficients), gradient, hessian }
}

function* score(problem: Problem, coefficients: Float64Array) {
  const { labels, weights, classes } = problem
  let [sum, mass, right] = [0, 0, 0]
  yield* forEachRow(problem, coefficients, (row, probabilities, loss) => {
    const weight = weights[row]
    sum += weight * loss
    mass += weight
    let [guess, truth] = [0, 0]
    for (let k = 1; k < classes; k++) {
      if (probabilities[k] > probabilities[guess]) guess = k
      if (labels[row * classes + k] > labels[row * classes + truth]) truth = k
    }
    if (guess === truth) right += weight
  })
  return { logLoss: sum / mass, accuracy: right / mass }
}
