import { createRng, stepByStep, takeRows } from '@polylog/core'
import type { Encoding } from '@polylog/dataset'
import {
  leastSquaresSteps,
  polynomialTerms,
  softmaxSteps,
  type Terms,
} from '@polylog/dataset/reference-models'
import { drawRows } from '../statistics/random-subset.js'

/** Rows to fit a model on, or to try it on. */
export interface ModelRows {
  /** Encoded inputs, `size × dim`, row-major. */
  readonly points: Float64Array
  /** `size × outputs`, row-major. */
  readonly labels: Float64Array
  readonly weights: Float64Array
}

/** How well a model does on the test rows. */
export interface Score {
  /** Mean squared error, or log loss in nats. */
  readonly loss: number
  /** R², or the share of rows whose class is told. */
  readonly quality: number
}

export interface Training {
  readonly model: string
  readonly terms: number
  /** Loss of a model that knows nothing but the labels. */
  readonly baseline: number
  readonly full: Score
  readonly coreset: Score
  /** Means over the draws of as many random rows. */
  readonly random: Score
  readonly draws: number
}

interface Problem {
  readonly encoding: Encoding
  readonly degree: number
  /** Of the target, if it has classes; their number otherwise is that of outputs. */
  readonly classes?: readonly string[]
  readonly draws: number
  readonly seed: number
  readonly signal: AbortSignal
  /** Told the share of the models that are fitted. */
  readonly onProgress: (share: number) => void
}

/** Fits the same model to all rows, to the coreset, and to random rows, and tries each on the test rows. */
export async function trainModels(
  full: ModelRows,
  coreset: ModelRows,
  test: ModelRows,
  { encoding, degree, classes, draws, seed, signal, onProgress }: Problem,
): Promise<Training> {
  const terms = polynomialTerms(encoding, full.points, degree)
  let fitted = 0
  const scoreOf = async (rows: ModelRows): Promise<Score> => {
    const steps = classes
      ? softmaxScore(terms, rows, test, classes.length)
      : leastSquaresScore(terms, rows, test)
    const score = await stepByStep(steps, signal)
    onProgress(++fitted / (draws + 2))
    return score
  }
  const width = classes?.length ?? 1
  const rng = createRng(seed)
  const [fullScore, coresetScore] = [await scoreOf(full), await scoreOf(coreset)]
  const randomScores: Score[] = []
  for (let draw = 0; draw < draws; draw++) {
    const rows = drawRows(full.weights.length, Math.min(coreset.weights.length, full.weights.length), rng)
    randomScores.push(
      await scoreOf({
        points: takeRows(full.points, rows, encoding.names.length),
        labels: takeRows(full.labels, rows, width),
        weights: takeRows(full.weights, rows),
      }),
    )
  }
  const mean = (name: keyof Score) => randomScores.reduce((sum, score) => sum + score[name], 0) / draws
  return {
    model: classes ? 'softmax regression' : 'least squares',
    terms: terms.count,
    baseline: classes ? entropy(test, width) : variance(test),
    full: fullScore,
    coreset: coresetScore,
    random: { loss: mean('loss'), quality: mean('quality') },
    draws,
  }
}

function* leastSquaresScore(
  terms: Terms,
  { points, labels, weights }: ModelRows,
  test: ModelRows,
): Generator<void, Score> {
  const model = yield* leastSquaresSteps(terms, points, labels, weights)
  const loss = model.loss(test.points, test.labels, test.weights)
  const total = variance(test)
  return { loss, quality: total > 0 ? 1 - loss / total : 1 }
}

function* softmaxScore(
  terms: Terms,
  { points, labels, weights }: ModelRows,
  test: ModelRows,
  classes: number,
): Generator<void, Score> {
  const model = yield* softmaxSteps(terms, points, labels, weights, { classes })
  const { logLoss, accuracy } = model.score(test.points, test.labels, test.weights)
  return { loss: logLoss, quality: accuracy }
}

/** The log loss of the classes' own shares, in nats. */
function entropy({ labels, weights }: ModelRows, classes: number): number {
  const masses = new Float64Array(classes)
  labels.forEach((share, at) => {
    masses[at % classes] += weights[Math.floor(at / classes)] * share
  })
  const mass = masses.reduce((sum, value) => sum + value, 0)
  return masses.reduce((sum, value) => (value > 0 ? sum - (value / mass) * Math.log(value / mass) : sum), 0)
}

function variance({ labels, weights }: ModelRows): number {
  let [mass, sum] = [0, 0]
  labels.forEach((label, row) => {
    mass += weights[row]
    sum += weights[row] * label
  })
  let squares = 0
  labels.forEach((label, row) => {
    squares += weights[row] * (label - sum / mass) ** 2
  })
  return squares / mass
}
