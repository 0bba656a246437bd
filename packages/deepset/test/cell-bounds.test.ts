import { createRng, polynomialCount } from '@polylog/core'
import {
  crowdingDiameter,
  highestOrder,
  moments,
  multiIndices,
  smallBallError,
  tchakaloffBound,
} from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cells, diameterOf, difference, nearest, planeWave, randomPoints } from './compression-steps.js'
import { asSet, spareOne } from './null-vector.js'

describe("Tchakaloff's bound", () => {
  it('counts the moments, and highestOrder inverts it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 10_000 }), (dim, size) => {
        const order = highestOrder(dim, size)
        expect(tchakaloffBound(dim, order)).toBeLessThanOrEqual(size)
        expect(tchakaloffBound(dim, order + 1)).toBeGreaterThan(size)
      }),
    )
    expect(tchakaloffBound(3, 5)).toBe(multiIndices(3, 5).count)
  })

  it('is enough: of N + 1 points one can always be spared', () => {
    fc.assert(
      fc.property(cells(), ({ points, weights, dim, order }) => {
        const after = spareOne(points, weights, order)
        expect(after.weights[after.spared]).toBe(0)
        const before = moments(asSet(points, weights), order).values
        moments(asSet(points, after.weights), order).values.forEach((value, j) => {
          expect(Math.abs(value - before[j])).toBeLessThanOrEqual(1e-9 * (dim + 1) * points.length)
        })
      }),
    )
  })
})

describe('the small-ball error', () => {
  it('bounds what sparing a point costs a plane wave, whose derivatives are bounded by 1', () => {
    fc.assert(
      fc.property(cells(), ({ points, weights, order, rng }) => {
        const wave = planeWave(points[0].length, rng)
        const after = spareOne(points, weights, order).weights
        const error = Math.abs(difference(wave, points, weights, after))
        const mass = weights.reduce((total, weight) => total + weight, 0)
        const bound = smallBallError({ mass, diameter: diameterOf(points), order, derivativeBound: 1 })
        expect(error).toBeLessThanOrEqual(bound + 1e-13 * mass)
      }),
    )
  })

  it('has the right power of the diameter', () => {
    for (const order of [0, 1, 2, 3]) {
      const rng = createRng(order)
      const points = randomPoints(polynomialCount(2, order) + 1, 2, rng)
      const weights = points.map(() => 1)
      const after = spareOne(points, weights, order).weights
      const wave = planeWave(2, rng)
      const errorAt = (size: number) =>
        Math.abs(
          difference(
            wave,
            points.map(point => point.map(x => size * x)),
            weights,
            after,
          ),
        )
      const slope = Math.log2(errorAt(0.04) / errorAt(0.02))
      expect(Math.abs(slope - (order + 1))).toBeLessThan(0.1)
      const bound = (diameter: number) => smallBallError({ mass: 1, diameter, order, derivativeBound: 1 })
      expect(Math.log2(bound(0.04) / bound(0.02))).toBeCloseTo(order + 1, 12)
    }
  })
})

describe('the crowding diameter', () => {
  it('is attained by equally spaced points of an interval', () => {
    for (const size of [2, 3, 10, 101]) {
      expect(crowdingDiameter({ size, count: 2, sides: [3] })).toBeCloseTo(3 / (size - 1), 14)
    }
  })

  it('holds some count points of an interval, however they lie', () => {
    const draws = fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(draws, fc.integer({ min: 2, max: 10 }), (points, wanted) => {
        const count = Math.min(wanted, points.length)
        const sorted = points.toSorted((a, b) => a - b)
        const tightest = Math.min(...sorted.slice(count - 1).map((x, i) => x - sorted[i]))
        const bound = crowdingDiameter({ size: points.length, count, sides: [5] })
        expect(tightest).toBeLessThanOrEqual(bound * (1 + 1e-12))
      }),
      { numRuns: 500 },
    )
  })

  it('reaches from some point to count - 1 others, in boxes of all shapes', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 8 }),
        (seed, dim, count) => {
          const rng = createRng(seed)
          const sides = Array.from({ length: dim }, () => 0.1 + 3 * rng.uniform())
          const size = count + rng.integer(60)
          const points = Array.from({ length: size }, () => sides.map(side => side * rng.uniform()))
          const reach = Math.min(...points.map(centre => nearest(points, centre)[count - 1].distance))
          const diameter = crowdingDiameter({ size, count, sides })
          expect(reach).toBeLessThanOrEqual(diameter)
          const rate = ((count - 1) / (size - 1)) ** (1 / dim)
          expect(diameter).toBeLessThanOrEqual(2 * Math.hypot(...sides) * rate * (1 + 1e-12))
        },
      ),
    )
  })
})
