import { assignNearest } from '@polylog/covering'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const integers = (minLength: number) =>
  fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
    minLength,
    maxLength: 20,
  })

it('assignNearest finds the nearest centre of each point; the lower number where two are as near', () => {
  fc.assert(
    fc.property(integers(0), integers(1), (points, centres) => {
      const { nearest, squaredDistances } = assignNearest({
        points: Float64Array.from(points.flat()),
        dim: 2,
        centres: Float64Array.from(centres.flat()),
      })
      points.forEach(([x, y], row) => {
        const squared = centres.map(([u, v]) => (x - u) ** 2 + (y - v) ** 2)
        expect(squaredDistances[row]).toBe(Math.min(...squared))
        expect(nearest[row]).toBe(squared.indexOf(Math.min(...squared)))
      })
      expect(nearest.length).toBe(points.length)
    }),
  )
})
