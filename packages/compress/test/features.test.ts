import { chebyshev, compress, custom, directions, legendre, monomials, sum } from '@polylog/compress'
import type { FeatureMap, WeightedSet } from '@polylog/core'
import { compressionProblems } from '@polylog/testkit'
import { describe, expect, it, test } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(1500, 2)

const total = ({ points, weights }: WeightedSet, f: (x: number, y: number) => number) =>
  weights.reduce((value, weight, i) => value + weight * f(points[2 * i], points[2 * i + 1]), 0)

const waves = custom(([x, y]) => [Math.sin(5 * x), Math.cos(3 * y), Math.sin(5 * x) * Math.cos(3 * y)], 3)

test.each<[string, FeatureMap, number]>([
  ['custom functions', waves, 4],
  ['a sum of maps', sum(waves, chebyshev(2), directions([[1, 1]])), 10],
  ['linear forms', directions([[1, 2]]), 2],
  ['Legendre polynomials', legendre(3), 10],
  ['monomials', monomials(3), 10],
])('%s are kept, and recomputed to 1e-12', async (_, features, featureCount) => {
  for (const quality of ['fast', 'balanced', 'best'] as const) {
    const compression = await compress(set, { size: 60, features, quality })
    expect(compressionProblems(compression, set, { size: 60, features })).toEqual([])
    expect(compression.certificate).toMatchObject({ order: undefined, featureCount })
    expect(compression.certificate.nextOrderDefect).toBeUndefined()
  }
})

test('sums of custom functions are what the caller computes', async () => {
  const { set: kept } = await compress(set, { size: 8, features: sum(waves, chebyshev(1)) })
  expect(total(kept, x => Math.sin(5 * x))).toBeCloseTo(
    total(set, x => Math.sin(5 * x)),
    10,
  )
  expect(total(kept, (_, y) => y)).toBeCloseTo(
    total(set, (_, y) => y),
    10,
  )
  expect(Math.abs(total(kept, x => x * x) - total(set, x => x * x))).toBeGreaterThan(1e-3)
})

describe('custom functions that go wrong are named with their point:', () => {
  it.each([
    ['NaN', () => [1, Number.NaN], 'Custom feature 1 of the point ('],
    ['infinite', () => [Infinity, 0], 'Custom feature 0 of the point ('],
    ['too few', () => [1], 'are 1 numbers, not 2'],
    ['too many', () => [1, 2, 3], 'are 3 numbers, not 2'],
    ['a number', () => 7 as never, 'are 7 numbers, not 2'],
  ])('%s', async (_, evaluate, problem) => {
    expect(await rejection(compress(set, { size: 50, features: custom(evaluate, 2) }))).toMatchObject({
      code: 'bad-input',
      problem: expect.stringContaining(problem),
    })
  })

  it('even if only for one row', async () => {
    const one = set.points[2 * 700]
    const features = custom(([x]) => [x === one ? Number.NaN : x], 1)
    expect(await rejection(compress(set, { size: 50, features }))).toMatchObject({
      problem: `Custom feature 0 of the point (${one}, ${set.points[1401]}) is NaN`,
    })
  })
})

test('a point that is lent to a function may be written to', async () => {
  const before = set.points.slice()
  const greedy = custom(point => {
    const value = point[0]
    point.fill(99)
    return [value]
  }, 1)
  const { set: kept } = await compress(set, { size: 10, features: greedy })
  expect(set.points).toEqual(before)
  expect(total(kept, x => x)).toBeCloseTo(
    total(set, x => x),
    10,
  )
})
