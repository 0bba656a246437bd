import { InputError, OptionError, weightedSet } from '@polylog/core'
import {
  absoluteMoments,
  type Moments,
  mergeMoments,
  moments,
  multiIndexRank,
  multiIndices,
  rescaleMoments,
  shiftMoments,
  truncateMoments,
} from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multisets, shuffled, union, weightedSets } from './arbitraries.js'

const order = 4
const dim = 3
const sets = weightedSets({ dim })
const centres = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: dim, maxLength: dim })

describe('moments', () => {
  it('are the weighted sums of the monomials', () => {
    fc.assert(
      fc.property(sets, centres, (set, centre) => {
        const scale = [1, 3, 0.7]
        const { exponents, count } = multiIndices(dim, order)
        const found = moments(set, order, { centre, scale })
        const bounds = absoluteMoments(set, order, { centre, scale })
        for (let j = 0; j < count; j++) {
          let expected = 0
          for (let i = 0; i < set.size; i++) {
            let term = set.weights[i]
            for (let axis = 0; axis < dim; axis++) {
              const u = (set.points[i * dim + axis] - centre[axis]) / scale[axis]
              term *= u ** exponents[j * dim + axis]
            }
            expected += term
          }
          expect(Math.abs(found.values[j] - expected)).toBeLessThanOrEqual(1e-14 * bounds.values[j])
        }
      }),
    )
  })

  it('keep what a plain sum would lose', () => {
    const set = weightedSet([[1], [1], [-1]], { weights: [1e16, 1, 1e16] })
    expect(moments(set, 1).values[1]).toBe(1)
  })

  it('do not see the order of the rows', () => {
    fc.assert(
      fc.property(sets, fc.nat(), (set, seed) => {
        expectClose(
          moments(shuffled(set, seed), order),
          moments(set, order),
          absoluteMoments(set, order),
          1e-15,
        )
      }),
    )
  })

  it('of a union are the sums', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const both = union(a, b)
        expectClose(
          mergeMoments(moments(a, order), moments(b, order)),
          moments(both, order),
          absoluteMoments(both, order),
          1e-15,
        )
      }),
    )
  })

  it('of a lower order are the leading ones', () => {
    fc.assert(
      fc.property(sets, set => {
        expect(truncateMoments(moments(set, order), 2)).toEqual(moments(set, 2))
      }),
    )
  })

  it('move to another centre exactly, on integers to the last bit', () => {
    fc.assert(
      fc.property(multisets({ dim }), centres, centres, ({ set }, from, to) => {
        const moved = shiftMoments(moments(set, order, { centre: from }), to)
        expect(moved.centre).toEqual(Float64Array.from(to))
        expect(moved.values.map(unsigned)).toEqual(moments(set, order, { centre: to }).values.map(unsigned))
      }),
    )
  })

  it('move to another centre to rounding of the absolute terms of the multinomial sum', () => {
    fc.assert(
      fc.property(sets, centres, (set, centre) => {
        const moved = shiftMoments(moments(set, order), centre)
        // Σ c (|w| + |centre|)^α: the absolute moments about -|centre| of the set moved to the positive orthant.
        const positive = weightedSet(set.points.map(Math.abs), { dim, weights: set.weights })
        const bounds = moments(positive, order, { centre: centre.map(value => -Math.abs(value)) })
        expectClose(moved, moments(set, order, { centre }), bounds, 1e-14)
      }),
    )
  })

  it('change units exactly by powers of two, and in all units to rounding', () => {
    fc.assert(
      fc.property(sets, set => {
        const source = moments(set, order)
        expect(rescaleMoments(source, [4, 0.5, 2])).toEqual(moments(set, order, { scale: [4, 0.5, 2] }))
        const scale = [3, 0.1, 7]
        expectClose(
          rescaleMoments(source, scale),
          moments(set, order, { scale }),
          absoluteMoments(set, order, { scale }),
          1e-14,
        )
      }),
    )
  })

  it('hold the symmetric tensor once per multi-index', () => {
    const set = weightedSet([[2, 3, 5]], { weights: [7] })
    const { values } = moments(set, 3)
    expect(values).toHaveLength(20)
    expect(values[multiIndexRank([1, 0, 2])]).toBe(7 * 2 * 25)
  })

  it('ignore rows of weight zero, even where they would overflow', () => {
    const set = weightedSet([[1e308], [2]], { weights: [0, 3] })
    expect(Array.from(moments(set, 3, { scale: 0.5 }).values)).toEqual([3, 12, 48, 192])
  })

  it('leave their inputs as they were', () => {
    const set = weightedSet(Float64Array.of(1, 2, 3, 4), { dim: 2 })
    const source = moments(set, 2)
    const before = structuredClone({ set, source })
    shiftMoments(source, 1)
    rescaleMoments(source, 2)
    mergeMoments(source, source)
    expect({ set, source }).toEqual(before)
  })

  it('say what is wrong', () => {
    const set = weightedSet([[1e200, 1]])
    expect(() => moments(set, 2)).toThrow(InputError)
    expect(() => moments(set, 2, { scale: 1e200 })).not.toThrow()
    expect(() => moments(set, 1, { scale: [1, 0] })).toThrow(/scale is 0 on axis 1/)
    expect(() => moments(set, 1, { centre: [1] })).toThrow(/1 entries for 2 axes/)
    expect(() => moments(set, 1, { centre: Number.NaN })).toThrow(OptionError)
    expect(() => truncateMoments(moments(set, 1), 2)).toThrow(/order is 2 for moments of order 1/)
    expect(() => mergeMoments()).toThrow(/no moments/)
    expect(() => mergeMoments(moments(set, 1), moments(set, 0))).toThrow(/Part 1 has order 0/)
    expect(() => mergeMoments(moments(set, 1), moments(set, 1, { centre: [0, 3] }))).toThrow(/shiftMoments/)
    expect(() => mergeMoments(moments(set, 1), moments(set, 1, { scale: 2 }))).toThrow(/rescaleMoments/)
  })
})

function expectClose(found: Moments, expected: Moments, bounds: Moments, tolerance: number): void {
  for (let j = 0; j < expected.values.length; j++) {
    expect(Math.abs(found.values[j] - expected.values[j])).toBeLessThanOrEqual(tolerance * bounds.values[j])
  }
}

/** -0 as 0: equal as numbers. */
function unsigned(value: number): number {
  return value + 0
}
