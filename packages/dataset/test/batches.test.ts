import { createRng } from '@polylog/core'
import { batches, compressDataset, recordsOf, sampleWeights } from '@polylog/dataset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Gradients of the rows' losses at some weights of a linear model: what a mean over a batch estimates. */
function gradients(size: number, seed: number): Float64Array {
  const rng = createRng(seed)
  return Float64Array.from({ length: size }, () => rng.normal() + 1)
}

const weightedMean = (values: Float64Array, weights: Float64Array) =>
  values.reduce((sum, value, i) => sum + weights[i] * value, 0) /
  weights.reduce((sum, weight) => sum + weight, 0)

describe('batches', () => {
  it('without replacement: gradients over an epoch are those of all rows, exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 1000 }),
        (list, batchSize, seed) => {
          fc.pre(list.some(weight => weight > 1e-3))
          const weights = Float64Array.from(list)
          const values = gradients(list.length, seed)
          let sum = 0
          const seen = new Set<number>()
          for (const batch of batches(weights, { batchSize, seed })) {
            expect(batch.rows.length).toBeLessThanOrEqual(batchSize)
            batch.rows.forEach((row, i) => {
              seen.add(row)
              sum += batch.weights[i] * values[row]
            })
          }
          expect(seen.size).toBe(list.length)
          expect(sum / list.length).toBeCloseTo(weightedMean(values, weights), 4)
        },
      ),
    )
  })

  it.each(['without-replacement', 'with-replacement'] as const)(
    '%s: the expectation of a batch is the mean over all rows',
    sampling => {
      const weights = Float64Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 9 : i / 40))
      const values = gradients(40, 3)
      const draws = 20_000
      let [sum, squares] = [0, 0]
      for (let seed = 0; seed < draws; seed++) {
        const [first] = batches(weights, { batchSize: 7, sampling, seed })
        const estimate = first.rows.reduce((total, row, i) => total + first.weights[i] * values[row], 0) / 7
        sum += estimate
        squares += estimate ** 2
      }
      const mean = sum / draws
      const error = Math.sqrt((squares / draws - mean ** 2) / draws)
      expect(Math.abs(mean - weightedMean(values, weights))).toBeLessThan(4 * error)
    },
  )

  it.each(['without-replacement', 'with-replacement'] as const)(
    '%s, of a coreset: the expected gradient is that of all rows',
    async sampling => {
      const rng = createRng(11)
      const rows = Array.from({ length: 3000 }, () => {
        const [x, z] = [rng.normal(), rng.uniform()]
        return { x, z, y: Math.tanh(x) + z * x + 0.3 * rng.normal() }
      })
      const { table, weights, size } = await compressDataset(rows, {
        target: 'y',
        leastSquares: 1,
        size: 30,
      })
      const kept = recordsOf(table) as typeof rows
      // Of the squared loss of a linear model, at parameters that are not the best.
      const gradientOf = ({ x, z, y }: (typeof rows)[number]) => {
        const residual = 0.2 + 0.5 * x - 0.7 * z - y
        return [residual, residual * x, residual * z]
      }
      const all = [0, 1, 2].map(k => rows.reduce((sum, row) => sum + gradientOf(row)[k], 0) / rows.length)
      const epochs = sampling === 'with-replacement' ? 4000 : 1
      const [sums, squares] = [
        [0, 0, 0],
        [0, 0, 0],
      ]
      for (let seed = 0; seed < epochs; seed++) {
        const epoch = [0, 0, 0]
        for (const batch of batches(weights, { batchSize: 7, sampling, seed })) {
          batch.rows.forEach((row, i) => {
            gradientOf(kept[row]).forEach((value, k) => {
              epoch[k] += (batch.weights[i] * value) / size
            })
          })
        }
        epoch.forEach((value, k) => {
          sums[k] += value / epochs
          squares[k] += value ** 2 / epochs
        })
      }
      sums.forEach((mean, k) => {
        const error = Math.sqrt(Math.max(0, squares[k] - mean ** 2) / epochs)
        // Weights of batches are single-precision numbers.
        expect(Math.abs(mean - all[k])).toBeLessThan(epochs > 1 ? 4 * error : 1e-6)
      })
    },
  )

  it('with replacement: every row comes as often as its weight says, and those of weight zero never', () => {
    const weights = Float64Array.of(0, 1, 2, 3, 0, 10)
    const counts = new Float64Array(6)
    const rowsPerEpoch = 160_000
    for (const { rows } of batches(weights, {
      batchSize: 1000,
      rowsPerEpoch,
      sampling: 'with-replacement',
    })) {
      for (const row of rows) counts[row]++
    }
    weights.forEach((weight, row) => {
      const share = weight / 16
      const deviation = Math.sqrt((share * (1 - share)) / rowsPerEpoch)
      expect(Math.abs(counts[row] / rowsPerEpoch - share)).toBeLessThanOrEqual(5 * deviation)
    })
  })

  it('go on in fresh orders where an epoch asks for more rows than there are', () => {
    const drawn = [...batches(new Float64Array(10).fill(1), { batchSize: 4, rowsPerEpoch: 30, seed: 1 })]
    const counts = new Float64Array(10)
    for (const { rows } of drawn) for (const row of rows) counts[row]++
    expect(Array.from(counts)).toEqual(new Array(10).fill(3))
  })
})

describe('sample weights', () => {
  it('have mean 1, and are multiplied by those of classes', async () => {
    const rng = createRng(0)
    const rows = Array.from({ length: 500 }, () => ({
      x: rng.normal(),
      kind: rng.uniform() < 0.1 ? 'rare' : 'common',
    }))
    const coreset = await compressDataset(rows, { target: 'kind', size: 40 })
    const plain = sampleWeights(coreset)
    expect(plain.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(coreset.size, 10)
    const weighted = sampleWeights(coreset, { target: 'kind', classWeight: { rare: 9 } })
    coreset.indices.forEach((row, i) => {
      expect(weighted[i]).toBe(plain[i] * (rows[row].kind === 'rare' ? 9 : 1))
    })
    const projected = await compressDataset(rows, { target: 'kind', size: 40, labels: 'projected' })
    const shares = sampleWeights(projected, { target: 'kind', classWeight: { rare: 9 } })
    const { names, values } = projected.labels!
    const rare = names.indexOf('kind=rare')
    sampleWeights(projected).forEach((weight, i) => {
      expect(shares[i]).toBeCloseTo(weight * (1 + 8 * values[2 * i + rare]), 10)
    })
  })
})
