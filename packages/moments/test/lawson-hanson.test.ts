import { createRng } from '@polylog/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
// biome-ignore lint/plugin: through reduceCells the residual is always 0, so that half of the method would go untested
import { nonNegativeLeastSquares } from '../src/non-negative-least-squares/lawson-hanson.js'

/** Unit columns, one after the other. */
function unit(columns: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(columns.flatMap(column => column.map(value => value / Math.hypot(...column))))
}

describe('non-negative least squares', () => {
  test('leave out a column that would need a negative unknown', () => {
    // Without the bound, b = 2 e1 - e2.
    expect(
      Array.from(
        nonNegativeLeastSquares(
          unit([
            [1, 0],
            [0, 1],
          ]),
          Float64Array.of(2, -1),
        ),
      ),
    ).toEqual([2, 0])
  })

  test('satisfy the conditions of Karush, Kuhn and Tucker', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 20 }),
        (seed, equations, count) => {
          const rng = createRng(seed)
          const draw = () => Array.from({ length: equations }, () => rng.normal())
          const columns = unit(Array.from({ length: count }, draw))
          const rhs = Float64Array.from(draw())
          const x = nonNegativeLeastSquares(columns, rhs)
          const residual = rhs.map(
            (value, j) => value - x.reduce((t, xi, i) => t + xi * columns[i * equations + j], 0),
          )
          expect(x.filter(value => value > 0).length).toBeLessThanOrEqual(equations)
          x.forEach((value, i) => {
            const slope = residual.reduce((total, r, j) => total + r * columns[i * equations + j], 0)
            expect(value).toBeGreaterThanOrEqual(0)
            expect(slope).toBeLessThanOrEqual(1e-10)
            if (value > 0) expect(Math.abs(slope)).toBeLessThanOrEqual(1e-10)
          })
        },
      ),
      { numRuns: 300 },
    )
  })

  test('end on equal columns, zero columns and a right-hand side of zero', () => {
    const equal = unit([
      [1, 1],
      [1, 1],
      [1, 1],
    ])
    const x = nonNegativeLeastSquares(equal, Float64Array.of(1, 2))
    expect(x.filter(value => value > 0).length).toBe(1)
    expect(x.reduce((total, value) => total + value)).toBeCloseTo(3 / Math.SQRT2, 14)
    expect(Array.from(nonNegativeLeastSquares(new Float64Array(4), Float64Array.of(1, 2)))).toEqual([0, 0])
    expect(Array.from(nonNegativeLeastSquares(equal, Float64Array.of(0, 0)))).toEqual([0, 0, 0])
  })
})
