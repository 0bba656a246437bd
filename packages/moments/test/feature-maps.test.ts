import { OptionError, weightedSet } from '@polylog/core'
import { chebyshev, custom, directions, legendre, momentResidual, monomials, sum } from '@polylog/moments'
import { expect, test } from 'vitest'

test('feature maps are plain data', () => {
  expect(chebyshev(3)).toEqual({ kind: 'polynomial', basis: 'chebyshev', order: 3 })
  expect(JSON.parse(JSON.stringify(legendre(2)))).toEqual({ kind: 'polynomial', basis: 'legendre', order: 2 })
  expect(directions([[1, 2]])).toEqual({ kind: 'directions', directions: Float64Array.of(1, 2), count: 1 })
  expect(sum(monomials(1), legendre(1)).maps).toEqual([monomials(1), legendre(1)])
})

test.each([-1, 1.5, Number.NaN, Infinity])('an order of %f is refused', order => {
  expect(() => chebyshev(order)).toThrow(OptionError)
  expect(() => chebyshev(order)).toThrow(`The order of chebyshev features is ${order}`)
})

test.each([0, -2, 0.5])('a count of %f custom features is refused', count => {
  expect(() => custom(() => [], count)).toThrow(`The count of custom features is ${count}`)
})

test('directions of unequal lengths are refused', () => {
  expect(() => directions([[1, 2], [3]])).toThrow(/3 numbers for 2 directions of dimension 2/)
})

test('a sum of nothing is refused', () => {
  expect(() => sum()).toThrow(/no feature map/)
})

test('a misspelt option of the degrees is refused by name', () => {
  const options = { maxDegree: [2, 1] } as unknown as Parameters<typeof chebyshev>[1]
  expect(() => chebyshev(3, options as never)).toThrow('"maxDegree" is not an option of chebyshev features')
  expect(chebyshev([0, 1], 3, { maxDegrees: [2, 1] })).toMatchObject({ order: 3, maxDegrees: [2, 1] })
})

test('a residual of features, or of points, that do not go together is refused', () => {
  const set = weightedSet([
    [1, 2],
    [3, 4],
  ])
  expect(() => momentResidual(set, set, chebyshev([5], 3))).toThrow(OptionError)
  expect(() => momentResidual(set, set, directions([[1, 2, 3]]))).toThrow(OptionError)
  expect(() => momentResidual(set, weightedSet([[1, 2, 3]]), chebyshev(1))).toThrow(
    'The first set has 2 coordinates, and the second 3',
  )
})
