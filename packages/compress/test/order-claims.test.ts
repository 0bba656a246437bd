import { compress } from '@polylog/compress'
import { createRng, polynomialCount, type Rng, weightedSet } from '@polylog/core'
import { drawReferenceFunction, drawRidgeMean, FIG_2, FIG_2_SIZES, uniformCube } from '@polylog/testkit'
import { describe, expect, it } from 'vitest'

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]
const geometricMean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

describe('polylogarithmic sizes, at a twelfth and a third of those of Fig. 8 of arXiv:2510.00504', () => {
  it.each([
    { dim: 1, pole: 1.05, d: 4000, size: Math.round(10 * Math.log(4000)), most: 1e-13 },
    { dim: 1, pole: 1.05, d: 16_000, size: Math.round(10 * Math.log(16_000)), most: 1e-13 },
    { dim: 2, pole: 2.05, d: 8000, size: Math.round(6 * Math.log(8000) ** 2), most: 1e-11 },
  ])('err by less than $most in $dim dimension(s), d = $d', async ({ dim, pole, d, size, most }) => {
    const errors: number[] = []
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed)
      const input = weightedSet(uniformCube(d, dim, rng), { dim })
      const reference = drawRidgeMean(product => 1 / (pole + product), dim, rng)
      const { set } = await compress(input, { size, seed })
      expect(set.size).toBeLessThanOrEqual(size)
      errors.push(Math.abs(reference(input) - reference(set)))
    }
    expect(median(errors)).toBeLessThan(most)
  })
})

describe("the sizes of Fig. 2, the order found by itself, against the authors' best", () => {
  it('errs by a fifth at most, in the geometric mean, and never by more than twice as much', async () => {
    const d = 2000
    const ratios: number[] = []
    for (const dim of [2, 3, 4, 5]) {
      const column = FIG_2_SIZES.indexOf(d)
      const theirs = Math.min(...FIG_2.filter(line => line.dim === dim).map(({ errors }) => errors[column]))
      let error = 0
      for (let seed = 0; seed < 4; seed++) {
        const rng = createRng(seed)
        const input = weightedSet(uniformCube(d, dim, rng), { dim })
        const reference = drawReferenceFunction(dim, rng)
        const { set } = await compress(input, { size: d / 10, seed })
        error += Math.abs(reference(input) - reference(set)) / 4
      }
      ratios.push(Math.max(error, 1e-14) / Math.max(theirs, 1e-14))
    }
    expect(geometricMean(ratios)).toBeLessThan(0.2)
    expect(Math.max(...ratios)).toBeLessThan(2)
  })
})

describe('of kinked functions', () => {
  const shapes: Readonly<Record<string, (t: number) => number>> = {
    relu: t => Math.max(0, t),
    step: t => Number(t > 0),
    'absolute value': Math.abs,
  }

  /** Ridge functions of one shape, at one point. */
  const drawProbe = (shape: (t: number) => number, dim: number, rng: Rng, count: number) => {
    const directions = uniformCube(count, dim, rng)
    const offsets = Float64Array.from({ length: count }, () => rng.uniform() - 0.5)
    return (point: Float64Array) =>
      offsets.map((offset, i) => {
        let t = offset
        for (let axis = 0; axis < dim; axis++) t += directions[i * dim + axis] * point[axis]
        return shape(t)
      })
  }

  it.each(Object.entries(shapes).flatMap(([name, shape]) => [2, 3, 4, 5].map(dim => ({ name, shape, dim }))))(
    'the order found on some, $name in $dim dimensions, is near the best on others',
    async ({ shape, dim }) => {
      const rng = createRng(dim)
      const input = weightedSet(uniformCube(4000, dim, rng), { dim })
      const probe = drawProbe(shape, dim, createRng(100 + dim), 60)
      const unseen = drawProbe(shape, dim, createRng(200 + dim), 200)
      const sumsOf = (set: typeof input) => {
        const sums = new Float64Array(200)
        for (let row = 0; row < set.size; row++) {
          const values = unseen(set.points.subarray(row * dim, (row + 1) * dim))
          for (let j = 0; j < 200; j++) sums[j] += set.weights[row] * values[j]
        }
        return sums
      }
      const exact = sumsOf(input)
      const errorOf = async (order: number | 'auto') => {
        const { set } = await compress(input, { size: 400, order, ...(order === 'auto' && { probe }) })
        return geometricMean(Array.from(sumsOf(set), (sum, j) => Math.abs(sum - exact[j]) + 1e-12))
      }
      const orders = [1, 2, 3, 4, 5, 6, 8].filter(order => polynomialCount(dim, order) <= 400)
      const errors: number[] = []
      for (const order of orders) errors.push(await errorOf(order))
      expect(await errorOf('auto')).toBeLessThanOrEqual(1.5 * Math.min(...errors))
    },
  )
})
