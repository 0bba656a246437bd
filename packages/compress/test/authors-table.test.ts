import { compress } from '@polylog/compress'
import type { WeightedSet } from '@polylog/core'
import { expect, test } from 'vitest'
import { uniformPoints } from './uniform-points.js'

const DRAWS = 3

/** Functions averaged over for every draw, so that few draws do. */
const FUNCTIONS = 16
const RIDGES = 10

/** Mean errors that arXiv:2510.00504 publishes with figure 2: dimension, order, rows, error. */
const PUBLISHED: readonly (readonly [number, number, number, number])[] = [
  [2, 1, 4000, 4.47e-7],
  [2, 3, 2000, 1.25e-8],
  [2, 5, 1000, 2.9e-9],
  [3, 1, 4000, 5.69e-6],
  [3, 3, 2000, 7.87e-7],
  [3, 5, 1000, 5.61e-7],
  [4, 3, 1000, 1.87e-5],
  [5, 1, 2000, 9.15e-5],
]

/** `(1/d) Σ_i (1/10) Σ_a sigmoid(<w_i, x_a>)` for several draws of the `x_a`, uniform as the points are. */
function sigmoidMeans({ points, weights, dim }: WeightedSet, directions: Float64Array): Float64Array {
  const means = new Float64Array(FUNCTIONS)
  let mass = 0
  for (let i = 0; i < weights.length; i++) {
    mass += weights[i]
    for (let a = 0; a < FUNCTIONS * RIDGES; a++) {
      let t = 0
      for (let axis = 0; axis < dim; axis++) t += points[dim * i + axis] * directions[dim * a + axis]
      means[Math.floor(a / RIDGES)] += weights[i] / RIDGES / (1 + Math.exp(-t))
    }
  }
  return means.map(value => value / mass)
}

async function meanError(dim: number, order: number, rows: number): Promise<number> {
  let total = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    const set = uniformPoints(rows, dim, 100 * rows + draw)
    const directions = uniformPoints(FUNCTIONS * RIDGES, dim, 100 * rows + 50 + draw).points
    const { set: compressed } = await compress(set, { ratio: 0.1, order, quality: 'best' })
    const before = sigmoidMeans(set, directions)
    const after = sigmoidMeans(compressed, directions)
    total += before.reduce((sum, value, j) => sum + Math.abs(value - after[j]), 0) / FUNCTIONS
  }
  return total / DRAWS
}

test("'best' has less than 0.6 times the authors' error at equal size and order, and nowhere more than 0.9 times", async () => {
  const ratios = []
  for (const [dim, order, rows, published] of PUBLISHED) {
    ratios.push((await meanError(dim, order, rows)) / published)
  }
  expect(Math.max(...ratios)).toBeLessThan(0.9)
  expect(ratios.reduce((product, ratio) => product * ratio, 1) ** (1 / ratios.length)).toBeLessThan(0.6)
})
