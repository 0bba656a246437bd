import { compensatedSum, totalMass, weightedSet } from '@polylog/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('the compensated sum keeps what a plain sum loses', () => {
  expect(compensatedSum([1, 1e100, 1, -1e100])).toBe(2)
  expect(compensatedSum([1e16, 1, 1, -1e16])).toBe(2)
  expect(compensatedSum([])).toBe(0)
  expect(compensatedSum(new Float64Array(1000).fill(0.1))).toBe(100)
})

test('the compensated sum is off by one rounding, and a second-order term', () => {
  // Whole multiples of 2^-60, so that sums of integers are exact.
  const number = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 60 }))
  fc.assert(
    fc.property(fc.array(number, { maxLength: 100 }), terms => {
      const values = terms.map(([digits, shift]) => digits * 2 ** (shift - 60))
      const exact =
        Number(terms.reduce((total, [digits, shift]) => total + BigInt(digits) * 2n ** BigInt(shift), 0n)) *
        2 ** -60
      const size = values.reduce((total, value) => total + Math.abs(value), 0)
      const bound = 2 ** -52 * Math.abs(exact) + 100 ** 2 * 2 ** -104 * size
      expect(Math.abs(compensatedSum(values) - exact)).toBeLessThanOrEqual(bound)
    }),
    { numRuns: 500 },
  )
})

test('the total mass is the compensated sum of the weights', () => {
  expect(totalMass(weightedSet([[0], [1], [2]], { weights: [1, 1e16, 1] }))).toBe(1e16 + 2)
})
