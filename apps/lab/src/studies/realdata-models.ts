import { boxOf, type WeightedSet, weightedSet } from '@polylog/core'
import { type Encoding, encode, type Table } from '@polylog/dataset'
import { createTerms, fitLeastSquares, fitSoftmax, polynomialTerms } from '@polylog/dataset/reference-models'
import { nystroem } from '@polylog/moments/from-data'
import { trainStudent } from '../training/train-student.js'

/** Encoded rows with labels and weights. */
export interface LabelledRows {
  readonly points: Float64Array
  /** `size × outputs`. */
  readonly labels: Float64Array
  readonly weights: Float64Array
}

/** What all fits of one table share, so that they can be compared. */
export interface ModelFrame {
  readonly encoding: Encoding
  /** All rows to train on: polynomials are scaled to their box, landmarks are some of them. */
  readonly all: LabelledRows
  readonly outputs: number
  /** Of the network. */
  readonly steps: number
  readonly seed: number
}

/** The loss on the test rows, of a model that is fitted to some rows. */
type Model = (rows: LabelledRows, test: LabelledRows, frame: ModelFrame) => Promise<number>

const LANDMARKS = 100
const LANDMARK_SAMPLE = 5000
const RIDGE = 1e-5
const NETWORK = {
  width: 32,
  steps: 3000,
  rate: 0.01,
  batch: { size: 128, sampling: 'without-replacement' },
} as const

const linear: Model = async (rows, test, { encoding, all }) => {
  const terms = polynomialTerms(encoding, all.points, 2)
  return fitLeastSquares(terms, rows.points, rows.labels, rows.weights).loss(
    test.points,
    test.labels,
    test.weights,
  )
}

const logistic: Model = async (rows, test, { encoding, all, outputs }) => {
  const terms = polynomialTerms(encoding, all.points, 2)
  const model = fitSoftmax(terms, rows.points, rows.labels, rows.weights, { classes: outputs })
  return model.score(test.points, test.labels, test.weights).logLoss
}

/** Gaussian kernel ridge regression by Nyström's method, of the first output. */
const kernelRidge: Model = async (rows, test, { encoding, all, outputs, seed }) => {
  const dim = encoding.names.length
  const sample = firstPoints(all.points, dim, LANDMARK_SAMPLE)
  const map = nystroem(sample, { count: Math.min(LANDMARKS, distinct(sample)), width: 1.5, seed })
  const terms = createTerms(map, boxOf(sample))
  const model = fitLeastSquares(terms, rows.points, firstOutput(rows.labels, outputs), rows.weights, {
    ridge: RIDGE,
  })
  return model.loss(test.points, firstOutput(test.labels, outputs), test.weights)
}

/** A two-layer network with squared loss, of the first output. */
const network: Model = async (rows, test, { encoding, outputs, steps, seed }) => {
  const dim = encoding.names.length
  return trainStudent(joined(rows, dim, outputs), joined(test, dim, outputs), {
    ...NETWORK,
    steps,
    seed,
  })
}

export const REGRESSION_MODELS: Readonly<Record<string, Model>> = {
  'linear, degree 2': linear,
  'kernel ridge': kernelRidge,
  network,
}

export const CLASS_MODELS: Readonly<Record<string, Model>> = {
  'logistic, degree 2': logistic,
  'kernel ridge': kernelRidge,
  network,
}

export function encoded(
  encoding: Encoding,
  table: Table,
  labels: Float64Array,
  weights: Float64Array = new Float64Array(table.size).fill(1),
): LabelledRows {
  return { points: encode(encoding, table), labels, weights }
}

function firstPoints(points: Float64Array, dim: number, most: number): WeightedSet {
  return weightedSet(points.slice(0, most * dim), { dim })
}

function distinct({ points, dim, size }: WeightedSet): number {
  return new Set(Array.from({ length: size }, (_, row) => points.subarray(row * dim, (row + 1) * dim).join()))
    .size
}

function firstOutput(labels: Float64Array, outputs: number): Float64Array {
  return outputs === 1 ? labels : labels.filter((_, i) => i % outputs === 0)
}

/** Points whose last coordinate is the label. */
function joined({ points, labels, weights }: LabelledRows, dim: number, outputs: number): WeightedSet {
  const first = firstOutput(labels, outputs)
  const all = new Float64Array(first.length * (dim + 1))
  for (let row = 0; row < first.length; row++) {
    all.set(points.subarray(row * dim, (row + 1) * dim), row * (dim + 1))
    all[row * (dim + 1) + dim] = first[row]
  }
  return { size: first.length, dim: dim + 1, points: all, weights }
}
