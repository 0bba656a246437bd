import { type WeightedSet, weightedSet } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import { compressionProblems, matchers } from '@polylog/testkit'
import { describe, expect, test } from 'vitest'

// Five equal masses on a line, and three that have the same moments up to degree 3.
const before = weightedSet([[-2], [-1], [0], [1], [2]])
const after = weightedSet([[-2], [0], [2]], { weights: [1.25, 2.5, 1.25] })
const indices = Uint32Array.of(0, 2, 4)

const off = (set: WeightedSet, factor: number) => ({
  ...set,
  weights: set.weights.map(weight => weight * factor),
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
    expect(matchers.toKeepMoments(weightedSet([[1, 2]]), before, chebyshev(1)).message()).toMatch(/2 and 1/)
  })

  test('toBeCompressionOf', () => {
    expect(matchers.toBeCompressionOf({ set: after, indices }, before).pass).toBe(true)
    expect(matchers.toBeCompressionOf({ set: off(after, 2), indices }, before).message()).toMatch(
      /mass is off/,
    )
  })
})
