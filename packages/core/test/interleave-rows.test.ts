import { interleaveRows } from '@polylog/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'

it('four rows stand side by side, coordinate by coordinate, and the last one fills up the last group', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 5 }), (count, width) => {
      const rows = Float64Array.from({ length: count * width }, (_, i) => i)
      const groups = interleaveRows(rows, count, width)
      expect(groups.length).toBe(4 * Math.ceil(count / 4) * width)
      groups.forEach((value, i) => {
        const [group, column, k] = [Math.floor(i / (4 * width)), Math.floor(i / 4) % width, i % 4]
        expect(value).toBe(rows[Math.min(count - 1, 4 * group + k) * width + column])
      })
    }),
  )
})
