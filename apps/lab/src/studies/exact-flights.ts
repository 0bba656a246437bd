import { createRng, takeRows } from '@polylog/core'
import { compressDataset, drawRows, encode, fitEncoding, type Table } from '@polylog/dataset'
import { fitLeastSquares, fitSoftmax, polynomialTerms, type Terms } from '@polylog/dataset/reference-models'
import { countText, errorText, table as markdownTable } from '../figures/tables.js'
import type { Preset, Row, StudyPart } from '../study.js'
import { flights } from '../tables/real-tables.js'

/** Every so many of the three million flights. */
const STEP: Readonly<Record<Preset, number>> = { quick: 30, full: 1 }
const SIZE = 1000
const RANDOM_DRAWS = 20
const INPUTS = ['hour', 'day', 'distance']

export interface ExactRow extends Row {
  readonly part: 'all flights'
  readonly rows: number
  readonly what: 'least squares' | 'logistic regression'
  readonly kept: number
  /** Of least squares: largest difference of the coefficients over the largest of them. Of logistic regression: excess log loss. */
  readonly coreset: number
  /** Mean of random rows. */
  readonly random: number
  /** Of making the coreset. */
  readonly seconds: number
}

/** One model of all flights, and the same from a thousand of them: a regression that is exact, and a classifier. */
export const exactFlights: StudyPart<ExactRow> = {
  tasks: preset => [
    {
      key: `least squares ${STEP[preset]}`,
      run: async () => [await leastSquares(await flights(STEP[preset]))],
    },
    { key: `logistic ${STEP[preset]}`, run: async () => [await logistic(await flights(STEP[preset]))] },
  ],
  present(rows) {
    return {
      figures: {},
      text: [
        `## ${countText(rows[0].rows)} flights, a thousand of them`,
        `Polynomials of degree 2 of hour, day and distance (10 terms), fitted to all rows and to ${countText(SIZE)} weighted ones, and looked at on all rows. Of least squares of the delay, with \`leastSquares: 2\`: the largest difference of the coefficients, relative to the largest coefficient; 1e-9 is asked. Of logistic regression of late flights: by how much the log loss exceeds that of the fit to all rows; 0.02 % is asked, and 20 times as much of random rows. Random rows are means of ${RANDOM_DRAWS} draws.`,
        markdownTable(
          ['', 'kept', 'weighted rows', 'random rows', 'seconds to choose them'],
          rows.map(({ what, kept, coreset, random, seconds }) => {
            const text = (value: number) =>
              what === 'least squares' ? errorText(value) : `${errorText(100 * value)} %`
            return [what, countText(kept), text(coreset), text(random), seconds.toFixed(1)]
          }),
        ),
      ].join('\n\n'),
    }
  },
}

async function leastSquares(table: Table): Promise<ExactRow> {
  const { points, terms, labels } = framed(table, table.columns.get('delay') as Float64Array)
  const fitOn = (rows: Uint32Array, weights: Float64Array) =>
    fitLeastSquares(terms, takeRows(points, rows, 3), takeRows(labels, rows), weights).coefficients
  const whole = fitLeastSquares(terms, points, labels, new Float64Array(table.size).fill(1)).coefficients
  const scale = Math.max(...whole.map(Math.abs))
  const difference = (found: Float64Array) =>
    Math.max(...found.map((value, i) => Math.abs(value - whole[i]))) / scale
  const { indices, weights, certificate } = await compressDataset(table, {
    target: 'delay',
    inputs: INPUTS,
    size: SIZE,
    leastSquares: 2,
  })
  return {
    part: 'all flights',
    rows: table.size,
    what: 'least squares',
    kept: indices.length,
    coreset: difference(fitOn(indices, weights)),
    random: meanOfRandom(table.size, (rows, even) => difference(fitOn(rows, even))),
    seconds: certificate.seconds,
  }
}

async function logistic(table: Table): Promise<ExactRow> {
  const late = table.columns.get('late') as readonly string[]
  const oneHot = new Float64Array(2 * table.size)
  for (let row = 0; row < table.size; row++) oneHot[2 * row + (late[row] === 'late' ? 0 : 1)] = 1
  const { points, terms } = framed(table, oneHot)
  const even = new Float64Array(table.size).fill(1)
  const whole = fitSoftmax(terms, points, oneHot, even, { classes: 2 })
  const least = whole.score(points, oneHot, even).logLoss
  const excess = (rows: Uint32Array, weights: Float64Array) => {
    const model = fitSoftmax(terms, takeRows(points, rows, 3), takeRows(oneHot, rows, 2), weights, {
      classes: 2,
    })
    return model.score(points, oneHot, even).logLoss / least - 1
  }
  const { indices, weights, certificate } = await compressDataset(table, {
    target: 'late',
    inputs: INPUTS,
    size: SIZE,
  })
  return {
    part: 'all flights',
    rows: table.size,
    what: 'logistic regression',
    kept: indices.length,
    coreset: excess(indices, weights),
    random: meanOfRandom(table.size, excess),
    seconds: certificate.seconds,
  }
}

function framed(
  table: Table,
  labels: Float64Array,
): { points: Float64Array; terms: Terms; labels: Float64Array } {
  const encoding = fitEncoding(table, INPUTS)
  const points = encode(encoding, table)
  return { points, terms: polynomialTerms(encoding, points, 2), labels }
}

function meanOfRandom(size: number, errorOf: (rows: Uint32Array, weights: Float64Array) => number): number {
  let sum = 0
  for (let seed = 0; seed < RANDOM_DRAWS; seed++) {
    sum += errorOf(drawRows(size, SIZE, createRng(seed)), new Float64Array(SIZE).fill(size / SIZE))
  }
  return sum / RANDOM_DRAWS
}
