import { createRng } from '@polylog/core'
import { createTerms, fitLeastSquares, fitSoftmax, type Terms } from '@polylog/dataset/reference-models'
import { chebyshev } from '@polylog/moments'
import { describe, expect, it } from 'vitest'

const BOX = Float64Array.of(-1, -1, 1, 1)

function points(size: number, seed: number): Float64Array {
  const rng = createRng(seed)
  return Float64Array.from({ length: 2 * size }, () => 2 * rng.uniform() - 1)
}

describe('least squares', () => {
  it('finds a polynomial, whatever the weights, and the shortest one where terms depend on each other', () => {
    const terms = createTerms(chebyshev(2), BOX)
    const at = points(100, 1)
    const f = (x: number, y: number) => 1 + 2 * x - y + 3 * (2 * x * x - 1) - x * y
    const labels = Float64Array.from({ length: 100 }, (_, i) => f(at[2 * i], at[2 * i + 1]))
    const weights = Float64Array.from({ length: 100 }, (_, i) => i % 5)
    const model = fitLeastSquares(terms, at, labels, weights)
    expect(model.loss(at, labels, weights)).toBeLessThan(1e-24)
    const line = Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? i / 20 : 0.5))
    const onLine = fitLeastSquares(
      terms,
      line,
      Float64Array.from({ length: 10 }, (_, i) => i),
      new Float64Array(10).fill(1),
    )
    expect(
      onLine.loss(
        line,
        Float64Array.from({ length: 10 }, (_, i) => i),
        new Float64Array(10).fill(1),
      ),
    ).toBeLessThan(1e-15)
  })
})

/** Mean log loss of three classes, straight from its definition. */
function softmaxLoss(
  terms: Terms,
  coefficients: Float64Array,
  at: Float64Array,
  labels: Float64Array,
): number {
  let sum = 0
  for (const { values: block, stride, from, rows } of terms.blocks(at)) {
    for (let p = 0; p < rows; p++) {
      const scores = [0, 1, 2].map(k => {
        let score = 0
        for (let j = 0; k > 0 && j < terms.count; j++)
          score += coefficients[(k - 1) * terms.count + j] * block[j * stride + p]
        return score
      })
      const total = Math.log(scores.reduce((all, score) => all + Math.exp(score), 0))
      for (let k = 0; k < 3; k++) sum += labels[3 * (from + p) + k] * (total - scores[k])
    }
  }
  return sum / (labels.length / 3)
}

describe('softmax regression', () => {
  it('has a gradient of zero, and the probabilities that labels were drawn with', () => {
    const terms = createTerms(chebyshev(1), BOX)
    const size = 20_000
    const at = points(size, 2)
    const rng = createRng(3)
    const truth = [
      [0, 0, 0],
      [0.5, 1, -1],
      [-0.5, 0, 2],
    ]
    const labels = new Float64Array(3 * size)
    for (let i = 0; i < size; i++) {
      const scores = truth.map(([a, b, c]) => Math.exp(a + b * at[2 * i] + c * at[2 * i + 1]))
      let left = rng.uniform() * scores.reduce((sum, value) => sum + value, 0)
      let kind = 0
      while (kind < 2 && left > scores[kind]) left -= scores[kind++]
      labels[3 * i + kind] = 1
    }
    const weights = new Float64Array(size).fill(1)
    const model = fitSoftmax(terms, at, labels, weights, { classes: 3 })
    truth
      .slice(1)
      .flat()
      .forEach((value, i) => {
        expect(Math.abs(model.coefficients[i] - value)).toBeLessThan(0.15)
      })
    const best = model.score(at, labels, weights)
    for (const step of [1e-3, -1e-3]) {
      for (let i = 0; i < 6; i++) {
        const start = model.coefficients.map((value, j) => (i === j ? value + step : value))
        expect(softmaxLoss(terms, start, at, labels)).toBeGreaterThan(best.logLoss)
      }
    }
    expect(best.accuracy).toBeGreaterThan(0.5)
  })

  it('of separable classes ends, with sure predictions', () => {
    const terms = createTerms(chebyshev(1), BOX)
    const at = points(200, 4)
    const labels = Float64Array.from({ length: 400 }, (_, i) => Number(at[i - (i % 2)] > 0 === (i % 2 === 1)))
    const weights = new Float64Array(200).fill(1)
    const { logLoss, accuracy } = fitSoftmax(terms, at, labels, weights, { classes: 2 }).score(
      at,
      labels,
      weights,
    )
    expect(accuracy).toBe(1)
    expect(logLoss).toBeLessThan(0.01)
  })

  it('refuses labels that do not fit', () => {
    const terms = createTerms(chebyshev(1), BOX)
    expect(() =>
      fitSoftmax(terms, points(3, 1), new Float64Array(5), new Float64Array(3), { classes: 2 }),
    ).toThrow('There are 5 labels for 3 weights and 2 classes')
    expect(() =>
      fitSoftmax(terms, points(3, 1), new Float64Array(3), new Float64Array(3), { classes: 1 }),
    ).toThrow('classes is 1')
  })
})
