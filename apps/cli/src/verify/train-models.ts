import { createRng, takeRows } from '@polylog/core'
import { type Encoding, encode, type Table } from '@polylog/dataset'
import { fitLeastSquares, fitSoftmax, polynomialTerms, type Terms } from '@polylog/dataset/reference-models'
import { drawRows } from '../statistics/random-subset.js'

/** Rows to fit a model on, or to try it on. */
export interface ModelRows {
  readonly table: Table
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
}

/** Fits the same model to all rows, to the coreset, and to random rows, and tries each on the test rows. */
export function trainModels(
  full: ModelRows,
  coreset: ModelRows,
  test: ModelRows,
  { encoding, degree, classes, draws, seed }: Problem,
): Training {
  const points = encode(encoding, full.table)
  const terms = polynomialTerms(encoding, points, degree)
  const testPoints = encode(encoding, test.table)
  const scoreOf = (rows: Pick<ModelRows, 'labels' | 'weights'>, at: Float64Array): Score =>
    classes
      ? softmaxScore(terms, at, rows, testPoints, test, classes.length)
      : leastSquaresScore(terms, at, rows, testPoints, test)
  const width = classes?.length ?? 1
  const rng = createRng(seed)
  const randomScores = Array.from({ length: draws }, () => {
    const rows = drawRows(full.weights.length, Math.min(coreset.weights.length, full.weights.length), rng)
    const drawn = { labels: takeRows(full.labels, rows, width), weights: takeRows(full.weights, rows) }
    return scoreOf(drawn, takeRows(points, rows, encoding.names.length))
  })
  const mean = (name: keyof Score) => randomScores.reduce((sum, score) => sum + score[name], 0) / draws
  return {
    model: classes ? 'softmax regression' : 'least squares',
    terms: terms.count,
    baseline: classes ? Math.log(classes.length) : variance(test),
    full: scoreOf(full, points),
    coreset: scoreOf(coreset, encode(encoding, coreset.table)),
    random: { loss: mean('loss'), quality: mean('quality') },
    draws,
  }
}

function leastSquaresScore(
  terms: Terms,
  points: Float64Array,
  { labels, weights }: Pick<ModelRows, 'labels' | 'weights'>,
  testPoints: Float64Array,
  test: ModelRows,
): Score {
  const loss = fitLeastSquares(terms, points, labels, weights).loss(testPoints, test.labels, test.weights)
  const total = variance(test)
  return { loss, quality: total > 0 ? 1 - loss / total : 1 }
}

function softmaxScore(
  terms: Terms,
  points: Float64Array,
  { labels, weights }: Pick<ModelRows, 'labels' | 'weights'>,
  testPoints: Float64Array,
  test: ModelRows,
  classes: number,
): Score {
  const model = fitSoftmax(terms, points, labels, weights, { classes })
  const { logLoss, accuracy } = model.score(testPoints, test.labels, test.weights)
  return { loss: logLoss, quality: accuracy }
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
