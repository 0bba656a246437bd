import { createRng } from '@polylog/core'
import { nonNegativePursuit } from '@polylog/moments/herding'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** Products of `count` columns of so many equations that have a part in common, and with another column. */
function problem(seed: number, equations: number, count: number, common: number) {
  const rng = createRng(seed)
  const shared = Array.from({ length: equations }, () => common * rng.normal())
  const columns = Array.from({ length: count }, () => shared.map(value => value + rng.normal()))
  const right = shared.map(value => value + rng.normal())
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0)
  const gram = Float64Array.from(columns.flatMap(a => columns.map(b => dot(a, b))))
  return { gram, count, target: Float64Array.from(columns, column => dot(column, right)), columns, rng }
}

const slopesAt = (gram: Float64Array, target: Float64Array, x: Float64Array) =>
  target.map((value, j) => x.reduce((sum, xi, i) => sum + xi * gram[i * target.length + j], 0) - value)

const distanceAt = (gram: Float64Array, target: Float64Array, x: Float64Array) =>
  slopesAt(gram, target, x).reduce((sum, slope, j) => sum + (x[j] * (slope - target[j])) / 2, 0)

describe('non-negative pursuit', () => {
  test.each([undefined, 1, 7])(
    'of all columns ends where no other unknowns are better, of total %s',
    total => {
      fc.assert(
        fc.property(
          fc.nat(),
          fc.integer({ min: 1, max: 12 }),
          fc.integer({ min: 1, max: 20 }),
          fc.constantFrom(0, 1, 30),
          (seed, equations, count, common) => {
            const { gram, target } = problem(seed, equations, count, common)
            const x = nonNegativePursuit({ gram, count, target, size: count, total }).unknowns
            if (total !== undefined) expect(x.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 9)
            const scale = 1e-6 * Math.max(...gram, ...target.map(Math.abs))
            const slopes = slopesAt(gram, target, x)
            const level = total === undefined ? 0 : slopes[x.findIndex(value => value > 0)]
            x.forEach((value, j) => {
              expect(value).toBeGreaterThanOrEqual(0)
              expect(slopes[j]).toBeGreaterThan(level - scale)
              if (value > 0) expect(Math.abs(slopes[j] - level)).toBeLessThan(scale)
            })
          },
        ),
        { numRuns: 300 },
      )
    },
  )

  test('keeps to its size, and more columns are never worse', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 3, 30), (seed, common) => {
        const { gram, count, target } = problem(seed, 30, 20, common)
        let before = Infinity
        for (const size of [1, 2, 5, 10, 20]) {
          const x = nonNegativePursuit({ gram, count, target, size }).unknowns
          expect(x.filter(value => value > 0).length).toBeLessThanOrEqual(size)
          const distance = distanceAt(gram, target, x)
          expect(distance).toBeLessThanOrEqual(before + 1e-12 * Math.abs(distance))
          before = distance
        }
      }),
      { numRuns: 50 },
    )
  })

  test('finds the sum of columns that are nearly alike, each of them once', () => {
    const { gram, count } = problem(5, 200, 30, 10)
    const target = new Float64Array(count).map((_, j) => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += gram[i * count + j]
      return sum
    })
    const x = nonNegativePursuit({ gram, count, target, size: count }).unknowns
    for (const value of x) expect(value).toBeCloseTo(1, 6)
  })

  test('takes one of equal columns, and none where there is nothing to reach', () => {
    const gram = new Float64Array(9).fill(4)
    const x = nonNegativePursuit({ gram, count: 3, target: Float64Array.of(8, 8, 8), size: 3 }).unknowns
    expect(x.filter(value => value > 0)).toEqual(Float64Array.of(2))
    expect(nonNegativePursuit({ gram, count: 3, target: new Float64Array(3), size: 3 }).unknowns).toEqual(
      new Float64Array(3),
    )
    expect(
      nonNegativePursuit({ gram, count: 3, target: new Float64Array(3).fill(-1), size: 3 }).unknowns,
    ).toEqual(new Float64Array(3))
  })
})
