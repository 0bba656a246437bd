import { compress, type Quality } from '@polylog/compress'
import type { WeightedSet } from '@polylog/core'
import { observedMeanErrorExponent } from '@polylog/deepset'
import { expect, test } from 'vitest'
import { uniformPoints } from './uniform-points.js'

const DIM = 2
const SIZES = [500, 1000, 2000, 4000, 8000]
const SETS = [16, 12, 10, 8, 5]

/** Functions averaged over for every set, so that the slope does not hang on few draws. */
const FUNCTIONS = 12
const RIDGES = 10

/** Means of `(1/10) Σ_a sigmoid(<w, x_a>)`, the generic symmetric function of arXiv:2510.00504, figure 2. */
function sigmoidMeans({ points, weights }: WeightedSet, directions: Float64Array): Float64Array {
  const means = new Float64Array(FUNCTIONS)
  let mass = 0
  for (let i = 0; i < weights.length; i++) {
    mass += weights[i]
    for (let a = 0; a < FUNCTIONS * RIDGES; a++) {
      const t = points[DIM * i] * directions[DIM * a] + points[DIM * i + 1] * directions[DIM * a + 1]
      means[Math.floor(a / RIDGES)] += weights[i] / RIDGES / (1 + Math.exp(-t))
    }
  }
  return means.map(value => value / mass)
}

async function meanError(size: number, sets: number, order: number, quality: Quality): Promise<number> {
  let total = 0
  for (let draw = 0; draw < sets; draw++) {
    const set = uniformPoints(size, DIM, 100 * size + draw)
    const directions = uniformPoints(FUNCTIONS * RIDGES, DIM, 100 * size + 50 + draw).points
    const { set: compressed } = await compress(set, { ratio: 0.1, order, quality })
    const before = sigmoidMeans(set, directions)
    const after = sigmoidMeans(compressed, directions)
    total += before.reduce((sum, value, j) => sum + Math.abs(value - after[j]), 0) / FUNCTIONS
  }
  return total / sets
}

/** Least squares in logarithms. */
function slope(x: readonly number[], y: readonly number[]): number {
  const [u, v] = [x, y].map(values => {
    const logarithms = values.map(Math.log)
    const mean = logarithms.reduce((a, b) => a + b) / values.length
    return logarithms.map(value => value - mean)
  })
  return u.reduce((sum, value, i) => sum + value * v[i], 0) / u.reduce((sum, value) => sum + value ** 2, 0)
}

async function errorExponent(order: number, quality: Quality): Promise<number> {
  const errors = []
  for (const [i, size] of SIZES.entries()) errors.push(await meanError(size, SETS[i], order, quality))
  return slope(SIZES, errors)
}

test.each([1, 2, 3])('for m = 2, order %i, fast, the error falls as d^-((k+1)/m + 1/2)', async order => {
  const law = observedMeanErrorExponent(DIM, order)
  expect(Math.abs((await errorExponent(order, 'fast')) - law)).toBeLessThan(0.3)
})

test.each([1, 2, 3])('for m = 2, order %i, balanced, it falls at least as fast', async order => {
  expect(await errorExponent(order, 'balanced')).toBeLessThan(observedMeanErrorExponent(DIM, order) + 0.3)
})
