import { createRng, totalMass, weightedSet } from '@polylog/core'
import { chebyshev, momentResidual } from '@polylog/moments'
import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { uniformProblem } from '../src/comparison/uniform-problem.js'
import { authorsHybrid } from '../src/contestants/authors-hybrid/authors-hybrid.js'
import { decomposedNullVector } from '../src/contestants/authors-hybrid/decomposed-null-vector.js'
import { nullVector } from '../src/contestants/authors-hybrid/null-vector.js'
import { randomSubset } from '../src/contestants/random-subset.js'

describe("the authors' hybrid algorithm", () => {
  it('keeps moments, mass and rows, down to the size, and errs far less than random rows', async () => {
    const { input, error } = uniformProblem(600, 2, 1)
    const goal = { size: 80, order: 3 }
    const { set } = await authorsHybrid.compress(input, goal, 0)
    expect(set.size).toBe(80)
    expect(set.weights.every(weight => weight > 0)).toBe(true)
    expect(totalMass(set)).toBeCloseTo(600, 9)
    expect(momentResidual(input, set, chebyshev(3))).toBeLessThan(1e-12)
    const rows = new Set(
      Array.from({ length: 600 }, (_, row) => input.points.slice(2 * row, 2 * row + 2).join()),
    )
    for (let i = 0; i < 80; i++) expect(rows.has(set.points.slice(2 * i, 2 * i + 2).join())).toBe(true)
    const random = await randomSubset.compress(input, goal, 0)
    expect(error(set)).toBeLessThan(error(random.set) / 100)
  })

  it('gives the same bits for the same seed', async () => {
    const { input } = uniformProblem(300, 2, 2)
    const run = () => authorsHybrid.compress(input, { size: 40, order: 2 }, 5)
    expect((await run()).set).toEqual((await run()).set)
  })

  it('ends on points that lie on a line, or are few and repeated', async () => {
    const line = weightedSet(Array.from({ length: 200 }, (_, i) => [i / 100, i / 50]))
    const repeated = weightedSet(Array.from({ length: 200 }, (_, i) => [i % 5, (i % 5) ** 2]))
    for (const input of [line, repeated]) {
      const { set } = await authorsHybrid.compress(input, { size: 30, order: 3 }, 0)
      expect(set.size).toBeLessThanOrEqual(30)
      expect(momentResidual(input, set, chebyshev(3))).toBeLessThan(1e-11)
    }
  })
})

describe('a null vector', () => {
  const rng = createRng(3)
  const generic = Matrix.zeros(9, 8).apply(function (this: Matrix, row, column) {
    this.set(row, column, rng.normal())
  })
  const product = (matrix: Matrix, vector: Float64Array) =>
    Math.max(
      ...matrix
        .transpose()
        .mmul(Matrix.columnVector([...vector]))
        .to1DArray()
        .map(Math.abs),
    ) / Math.hypot(...vector)

  it('is one by projection, and by decomposition the same up to a factor', () => {
    const projected = nullVector(generic, createRng(1))
    const decomposed = decomposedNullVector(generic)
    expect(product(generic, projected)).toBeLessThan(1e-13)
    expect(product(generic, decomposed)).toBeLessThan(1e-13)
    const factor = projected[0] / decomposed[0]
    for (let i = 0; i < 9; i++) expect(projected[i]).toBeCloseTo(factor * decomposed[i], 10)
  })

  it('is found where features depend on each other', () => {
    const dependent = generic.clone()
    for (const column of [1, 2, 3, 4]) dependent.setColumn(column, dependent.getColumn(0))
    expect(product(dependent, nullVector(dependent, createRng(1)))).toBeLessThan(1e-13)
    const zeros = generic.clone()
    zeros.setColumn(5, new Array(9).fill(0))
    expect(product(zeros, nullVector(zeros, createRng(1)))).toBeLessThan(1e-13)
  })
})
