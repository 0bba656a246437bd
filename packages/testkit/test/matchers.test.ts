import { type WeightedSet, weightedSet } from '@polylog/core'
import { chebyshev, custom } from '@polylog/moments'
import { compressionProblems, matchers, momentResidual } from '@polylog/testkit'
import { describe, expect, test } from 'vitest'

// Five equal masses on a line, and three that have the same moments up to degree 3.
const before = weightedSet([[-2], [-1], [0], [1], [2]])
const after = weightedSet([[-2], [0], [2]], { weights: [1.25, 2.5, 1.25] })
const indices = Uint32Array.of(0, 2, 4)

const off = (set: WeightedSet, factor: number) => ({
  ...set,
  weights: set.weights.map(weight => weight * factor),
})

describe('momentResidual', () => {
  test('is zero, or nearly, where the moments agree', () => {
    expect(momentResidual(before, after, chebyshev(2))).toBeLessThan(1e-15)
    expect(momentResidual(before, after, chebyshev(3))).toBeLessThan(1e-15)
  })

  test('is the largest relative difference where they do not', () => {
    // Σ x⁴ is 34 before and 40 after.
    expect(
      momentResidual(
        before,
        after,
        custom(([x]) => [x ** 4], 1),
      ),
    ).toBeCloseTo(6 / 34, 14)
  })

  test('keeps its digits beside a weight of 1e12', () => {
    const heavy = weightedSet([[0], [1], [2]], { weights: [1e12, 1, 1] })
    const lost = weightedSet([[0], [1]], { weights: [1e12, 2] })
    expect(
      momentResidual(
        heavy,
        lost,
        custom(([x]) => [x], 1),
      ),
    ).toBeCloseTo(1 / 3, 14)
  })

  test('refuses sets of unlike dimensions', () => {
    expect(() => momentResidual(before, weightedSet([[1, 2]]), chebyshev(1))).toThrow(/1 and 2 coordinates/)
  })
})

describe('compressionProblems names', () => {
  const problems = (set: WeightedSet, rows = indices) =>
    compressionProblems({ set, indices: rows }, before).join()

  test('nothing where all is well', () => {
    const expectations = { size: 3, features: chebyshev(3) }
    expect(compressionProblems({ set: after, indices }, before, expectations)).toEqual([])
  })

  test('too many points', () => {
    expect(compressionProblems({ set: after, indices }, before, { size: 2 }).join()).toMatch(
      /3 points, more than 2/,
    )
  })

  test('a negative weight', () => {
    expect(problems({ ...after, weights: Float64Array.of(3, -1, 3) })).toMatch(/weight of row 1 is -1/)
  })

  test('lost mass', () => {
    expect(problems(off(after, 0.9))).toMatch(/mass is off by 0\.[01]/)
  })

  test('points that are not the rows said', () => {
    expect(problems(after, Uint32Array.of(0, 2, 3))).toMatch(/point 2 is not row 3/)
    expect(problems(after, Uint32Array.of(0, 2, 9))).toMatch(/9, but the input has 5 rows/)
    expect(problems(after, Uint32Array.of(2, 0, 4))).toMatch(/differ in column 0|ascending/)
    expect(problems(after, Uint32Array.of(0, 2))).toMatch(/2 indices for 3 points/)
  })

  test('moments that are not kept', () => {
    const expectations = { features: chebyshev(4) }
    expect(compressionProblems({ set: after, indices }, before, expectations).join()).toMatch(
      /residual is 0\./,
    )
  })

  test('no rows for free nodes', () => {
    expect(problems(after, new Uint32Array(0))).toBe('')
  })
})

describe('the matchers', () => {
  expect.extend(matchers)

  test('toKeepMoments', () => {
    expect(matchers.toKeepMoments(after, before, chebyshev(3)).pass).toBe(true)
    expect(matchers.toKeepMoments(after, before, chebyshev(4)).pass).toBe(false)
    expect(matchers.toKeepMoments(after, before, chebyshev(4), 1).pass).toBe(true)
    expect(matchers.toKeepMoments(after, before, chebyshev(4)).message()).toMatch(/residual is 0\./)
  })

  test('toBeCompressionOf', () => {
    expect(matchers.toBeCompressionOf({ set: after, indices }, before).pass).toBe(true)
    expect(matchers.toBeCompressionOf({ set: off(after, 2), indices }, before).message()).toMatch(
      /mass is off/,
    )
  })
})
