import { createRng } from '@polylog/core'
import { compressDataset, type DatasetCoreset } from '@polylog/dataset'
import fc from 'fast-check'
import { Matrix, QrDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'

interface Flight {
  readonly hour: number
  readonly distance: number
  readonly carrier: string
  readonly weekend: boolean
  readonly weight: number
  readonly delay: number
}

function flights(size: number, seed: number): Flight[] {
  const rng = createRng(seed)
  return Array.from({ length: size }, () => {
    const hour = 24 * rng.uniform()
    const distance = Math.exp(6 + rng.normal())
    const carrier = ['AA', 'DL', 'UA'][rng.integer(3)]
    const weekend = rng.uniform() < 2 / 7
    const delay = Math.sin(hour / 4) * (carrier === 'UA' ? 30 : 10) + distance / 100 + 20 * rng.normal()
    return { hour, distance, carrier, weekend, weight: rng.integer(3), delay }
  })
}

const COLUMNS: Readonly<Record<number, (row: Flight) => number[]>> = {
  1: ({ hour, distance, carrier, weekend }) => [
    1,
    hour / 24,
    distance / 1000,
    Number(carrier === 'DL'),
    Number(carrier === 'UA'),
    Number(weekend),
  ],
  2: row => {
    const first = COLUMNS[1](row)
    const products = first.flatMap((a, i) => first.slice(i).map((b, j) => ({ a, b, i, j: i + j })))
    // Squares of 0 and 1 are no columns of their own, nor is the product of two carriers.
    return products
      .filter(({ i, j }) => !(i === j && i >= 3) && !(i === 3 && j === 4))
      .map(({ a, b }) => a * b)
  },
}

function regression(rows: readonly Flight[], weights: ArrayLike<number>, degree: number) {
  const root = Array.from(weights, Math.sqrt)
  const matrix = new Matrix(rows.map((row, i) => COLUMNS[degree](row).map(value => root[i] * value)))
  const right = Matrix.columnVector(rows.map(({ delay }, i) => root[i] * delay))
  const coefficients = new QrDecomposition(matrix).solve(right)
  const residual = Matrix.sub(right, matrix.mmul(coefficients))
  return { coefficients: coefficients.to1DArray(), loss: residual.norm() ** 2 }
}

const rowsOf = ({ indices }: DatasetCoreset, rows: readonly Flight[]) => Array.from(indices, row => rows[row])

describe('least squares', () => {
  it.each([1, 2])('of degree %i has the coefficients and the loss of all rows', async degree => {
    const rows = flights(4000, degree)
    const coreset = await compressDataset(rows, {
      target: 'delay',
      weights: 'weight',
      size: 300,
      leastSquares: degree,
    })
    expect(coreset.size).toBeLessThanOrEqual(300)
    const weights = rows.map(({ weight }) => weight)
    const whole = regression(rows, weights, degree)
    const few = regression(rowsOf(coreset, rows), coreset.weights, degree)
    const scale = Math.max(...whole.coefficients.map(Math.abs))
    whole.coefficients.forEach((value, i) => {
      expect(Math.abs(few.coefficients[i] - value)).toBeLessThan(1e-9 * scale)
    })
    expect(few.loss).toBeCloseTo(whole.loss, 9 - Math.ceil(Math.log10(whole.loss)))
    expect(coreset.certificate).toMatchObject({ leastSquares: degree, loss: 'squared' })
  })

  it('is exact whatever the rows, for a straight line', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.double({ min: -9, max: 9, noNaN: true })), {
          minLength: 12,
          maxLength: 60,
        }),
        async pairs => {
          fc.pre(new Set(pairs.map(([x]) => x)).size > 2 && new Set(pairs.map(([, y]) => y)).size > 1)
          const rows = pairs.map(([x, y]) => ({ x, y }))
          const coreset = await compressDataset(rows, { target: 'y', size: 8, leastSquares: 1 })
          const slope = (all: readonly { x: number; y: number }[], weights: ArrayLike<number>) => {
            const sums = [0, 0, 0, 0, 0]
            all.forEach(({ x, y }, i) => {
              ;[1, x, x * x, y, x * y].forEach((value, j) => {
                sums[j] += weights[i] * value
              })
            })
            return (sums[0] * sums[4] - sums[1] * sums[3]) / (sums[0] * sums[2] - sums[1] ** 2)
          }
          const whole = slope(
            rows,
            rows.map(() => 1),
          )
          const few = slope(
            Array.from(coreset.indices, row => rows[row]),
            coreset.weights,
          )
          expect(Math.abs(few - whole)).toBeLessThan(1e-9 * (1 + Math.abs(whole)))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('names what is needed where it cannot be exact', async () => {
    await expect(
      compressDataset(flights(500, 3), { target: 'delay', size: 20, leastSquares: 2 }),
    ).rejects.toThrow(/Least squares of degree 2 needs \d+ rows, and size is 20/)
  })
})
