import { checkWeightedSet, compensatedSum, createRng } from '@polylog/core'
import { HARD_FAMILIES, hardSet, hardSets, polynomialRankBound } from '@polylog/testkit'
import { describe, expect, test } from 'vitest'

const allRows = (size: number) => Uint32Array.from({ length: size }, (_, row) => row)

test('there is one set of every family, and the same seed gives the same sets', () => {
  const sets = hardSets(5)
  expect(sets.map(({ name }) => name)).toEqual(HARD_FAMILIES)
  expect(hardSets(5)).toEqual(sets)
  expect(hardSets(6)).not.toEqual(sets)
})

describe.each(HARD_FAMILIES)('%s', name => {
  test.each([
    [1, 1],
    [1, 4],
    [2, 3],
    [90, 1],
    [90, 5],
  ])('%i points in %i dimensions are a valid weighted set', (size, dim) => {
    const { set } = hardSet(name, createRng(2), { size, dim })
    checkWeightedSet(set)
    expect(set.dim).toBe(dim)
    expect(set.size).toBeLessThanOrEqual(Math.max(size, 1))
  })
})

describe('the families are what their names say:', () => {
  const [generic, plane, duplicated, constant, collinear] = hardSets(1)

  test('a plane in space, to the last bit', () => {
    const { points, size } = plane.set
    for (let row = 0; row < size; row++) {
      expect(points[3 * row + 2]).toBe(points[3 * row] + points[3 * row + 1])
    }
  })

  test('a line in space, to the last bit', () => {
    const { points, size } = collinear.set
    for (let row = 0; row < size; row++) {
      expect([...points.subarray(3 * row, 3 * row + 3)]).toEqual([1, 2, 3].map(k => k * points[3 * row]))
    }
  })

  test('few distinct points, and one', () => {
    const rank = ({ set, ...rest }: typeof generic) =>
      polynomialRankBound({ set, ...rest }, 20, allRows(set.size))
    expect(rank(generic)).toBe(120)
    expect(rank(duplicated)).toBeLessThanOrEqual(15)
    expect(rank(constant)).toBe(1)
    expect(polynomialRankBound(collinear, 4, allRows(120))).toBe(5)
    expect(polynomialRankBound(plane, 2, allRows(120))).toBe(6)
  })

  test('one weight outweighs all others together', () => {
    const { weights } = hardSet('one weight 1e12 times the others', createRng(1)).set
    const largest = Math.max(...weights)
    expect(largest).toBeGreaterThan(1e9 * (compensatedSum(weights) - largest))
  })

  test('some weights are zero, some are not', () => {
    const { weights } = hardSet('zero weights', createRng(1)).set
    expect(weights.some(weight => weight === 0)).toBe(true)
    expect(weights.some(weight => weight > 0)).toBe(true)
  })
})
