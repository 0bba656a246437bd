import {
  binomial,
  checkFeatureMap,
  type FeatureMap,
  featureCount,
  gradedMultiIndices,
  OptionError,
  polynomialCount,
} from '@polylog/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** Pascal's triangle in whole numbers of any length. */
function pascal(n: number, k: number): bigint {
  let row = [1n]
  for (let i = 0; i < n; i++) row = [1n, ...row.slice(1).map((value, j) => value + row[j]), 1n]
  return row[k] ?? 0n
}

describe('binomial', () => {
  test('is exact below 2^53', () => {
    for (let n = 0; n <= 60; n++) {
      for (let k = 0; k <= n; k++) {
        const exact = pascal(n, k)
        if (exact < 2n ** 53n) expect(BigInt(binomial(n, k))).toBe(exact)
      }
    }
  })

  test('is right to rounding above, and infinite past the range', () => {
    expect(binomial(200, 100) / Number(pascal(200, 100))).toBeCloseTo(1, 12)
    expect(binomial(5000, 2500)).toBe(Infinity)
  })

  test('is 0 outside of the triangle', () => {
    expect(binomial(3, 4)).toBe(0)
    expect(binomial(3, -1)).toBe(0)
  })
})

test.each([
  [1, 0, 1],
  [1, 7, 8],
  [2, 10, 66],
  [3, 5, 56],
  [3, 13, 560],
  [5, 5, 252],
  [5, 6, 462],
  [784, 2, 308_505],
])('in %i variables there are, up to degree %i, %i polynomials', (dim, order, count) => {
  expect(polynomialCount(dim, order)).toBe(count)
})

test('featureCount counts the constant once', () => {
  const polynomial: FeatureMap = { kind: 'polynomial', basis: 'chebyshev', order: 2 }
  const directions: FeatureMap = { kind: 'directions', directions: new Float64Array(6), count: 2 }
  const custom: FeatureMap = { kind: 'custom', evaluate: () => [0, 0, 0, 0], count: 4 }
  expect(featureCount(polynomial, 3)).toBe(10)
  expect(featureCount(directions, 3)).toBe(3)
  expect(featureCount(custom, 3)).toBe(5)
  expect(featureCount({ kind: 'sum', maps: [polynomial, directions, custom] }, 3)).toBe(10 + 2 + 4)
})

describe('checkFeatureMap refuses', () => {
  test.each<[string, FeatureMap, RegExp]>([
    [
      'a broken order',
      { kind: 'polynomial', basis: 'legendre', order: 1.5 },
      /order of legendre features is 1\.5/,
    ],
    [
      'a negative order',
      { kind: 'polynomial', basis: 'monomials', order: -1 },
      /features is -1\. Give an integer/,
    ],
    [
      'directions of another dimension',
      { kind: 'directions', directions: new Float64Array(4), count: 2 },
      /4 numbers for 2 directions of dimension 3/,
    ],
    ['no functions', { kind: 'custom', evaluate: () => [], count: 0 }, /count of custom features is 0/],
    [
      'a bad part of a sum',
      { kind: 'sum', maps: [{ kind: 'polynomial', basis: 'chebyshev', order: Number.NaN }] },
      /order of chebyshev features is NaN/,
    ],
    [
      'an unknown kind',
      JSON.parse('{ "kind": "spline" }') as FeatureMap,
      /unknown kind "spline"\. Make it with/,
    ],
  ])('%s', (_, map, message) => {
    expect(() => checkFeatureMap(map, 3)).toThrow(OptionError)
    expect(() => checkFeatureMap(map, 3)).toThrow(message)
  })
})

describe('gradedMultiIndices', () => {
  test('go up in degree, and lexicographically down within one', () => {
    expect(Array.from(gradedMultiIndices(2, 2))).toEqual([0, 0, 1, 0, 0, 1, 2, 0, 1, 1, 0, 2])
    expect(Array.from(gradedMultiIndices(1, 3))).toEqual([0, 1, 2, 3])
    expect(Array.from(gradedMultiIndices(3, 1))).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1])
  })

  test('hold every exponent once, in that order, and lower orders as a prefix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 }), (dim, order) => {
        const flat = gradedMultiIndices(dim, order)
        const rows = Array.from({ length: flat.length / dim }, (_, j) =>
          Array.from(flat.subarray(j * dim, (j + 1) * dim)),
        )
        expect(rows.length).toBe(polynomialCount(dim, order))
        expect(new Set(rows.map(String)).size).toBe(rows.length)
        const degree = (row: readonly number[]) => row.reduce((total, power) => total + power)
        for (let j = 1; j < rows.length; j++) {
          const [before, after] = [rows[j - 1], rows[j]]
          const first = before.findIndex((power, axis) => power !== after[axis])
          expect(degree(after)).toBeLessThanOrEqual(order)
          expect(
            degree(before) < degree(after) ||
              (degree(before) === degree(after) && before[first] > after[first]),
          ).toBe(true)
        }
        expect(gradedMultiIndices(dim, order + 1).subarray(0, flat.length)).toEqual(flat)
      }),
    )
  })
})
