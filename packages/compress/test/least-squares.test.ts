import { compress } from '@polylog/compress'
import { createRng, gradedMultiIndices, type WeightedSet, weightedSet } from '@polylog/core'
import { Matrix, QrDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'

const ROWS = 3000

/** Rows `(x1, x2, y)`: a wave plus noise, so that no polynomial fits. */
function table(seed: number): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(
    Array.from({ length: ROWS }, () => {
      const [x1, x2] = [rng.normal(), 2 * rng.uniform() - 1]
      return [x1, x2, Math.sin(2 * x1) * (1 + x2) + 0.3 * rng.normal()]
    }),
  )
}

/** Coefficients of the polynomial of degree `degree` in `(x1, x2)` nearest to `y` in weighted least squares. */
function coefficientsOf({ size, points, weights }: WeightedSet, degree: number): readonly number[] {
  const exponents = gradedMultiIndices(2, degree)
  const rows = Array.from({ length: size }, (_, i) => {
    const root = Math.sqrt(weights[i])
    const [x1, x2, y] = points.subarray(3 * i, 3 * i + 3)
    const terms = Array.from(
      { length: exponents.length / 2 },
      (_, j) => root * x1 ** exponents[2 * j] * x2 ** exponents[2 * j + 1],
    )
    return { terms, y: root * y }
  })
  return new QrDecomposition(rows.map(row => row.terms))
    .solve(Matrix.columnVector(rows.map(row => row.y)))
    .to1DArray()
}

const difference = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, j) => Math.abs(value - b[j]))) / Math.max(...a.map(Math.abs))

describe.each([1, 2, 3])('least squares of degree %i', degree => {
  it('has the same coefficients once moments up to twice the degree are kept', async () => {
    const set = table(degree)
    const { set: compressed } = await compress(set, { size: 120, order: 2 * degree })
    expect(difference(coefficientsOf(set, degree), coefficientsOf(compressed, degree))).toBeLessThan(1e-11)
  })

  it('has others when one order is missing', async () => {
    const set = table(degree)
    const { set: compressed } = await compress(set, { size: 120, order: 2 * degree - 1 })
    expect(difference(coefficientsOf(set, degree), coefficientsOf(compressed, degree))).toBeGreaterThan(1e-7)
  })
})
