import { OptionError, weightedSet } from '@polylog/core'
import {
  completeFromElementary,
  completeFromPowerSums,
  elementaryFromComplete,
  elementaryFromPowerSums,
  moments,
  powerSumsFromComplete,
  powerSumsFromElementary,
} from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multisets } from './arbitraries.js'

const order = 6

describe("Newton's identities", () => {
  it('give the elementary symmetric polynomials of the multiset', () => {
    fc.assert(
      fc.property(multisets({ dim: 1 }), ({ set, expanded }) => {
        const elementary = elementaryFromPowerSums(moments(set, order).values)
        expectEqual(
          elementary,
          productSeries(expanded.flat(), (series, w) => timesLinear(series, w)),
        )
      }),
    )
  })

  it('give the complete homogeneous symmetric polynomials of the multiset', () => {
    fc.assert(
      fc.property(multisets({ dim: 1 }), ({ set, expanded }) => {
        const complete = completeFromPowerSums(moments(set, order).values)
        expectEqual(
          complete,
          productSeries(expanded.flat(), (series, w) => dividedByLinear(series, w)),
        )
      }),
    )
  })

  it('lead back and forth between all three families', () => {
    fc.assert(
      fc.property(multisets({ dim: 1 }), ({ set }) => {
        const powerSums = moments(set, order).values
        const elementary = elementaryFromPowerSums(powerSums)
        const complete = completeFromPowerSums(powerSums)
        expectEqual(completeFromElementary(elementary), complete)
        expectEqual(elementaryFromComplete(complete), elementary)
        expectEqual(powerSumsFromElementary(elementary, powerSums[0]), powerSums)
        expectEqual(powerSumsFromComplete(complete, powerSums[0]), powerSums)
      }),
    )
  })

  it('extend to real weights: half an object has the series of a square root', () => {
    const { values } = moments(weightedSet([[1]], { weights: [0.5] }), 4)
    expectEqual(elementaryFromPowerSums(values), [1, 1 / 2, -1 / 8, 1 / 16, -5 / 128])
  })

  it('refuse series that are not indexed by degree', () => {
    expect(() => powerSumsFromElementary([6, 11, 6], 3)).toThrow(/degree 0 is 6/)
    expect(() => completeFromElementary([])).toThrow(OptionError)
  })
})

function expectEqual(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length)
  for (let j = 0; j < expected.length; j++) {
    expect(Math.abs(found[j] - expected[j])).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected[j])))
  }
}

function productSeries(points: number[], step: (series: number[], w: number) => number[]): number[] {
  const one = [1, ...new Array<number>(order).fill(0)]
  return points.reduce((series, w) => step(series, w), one)
}

function timesLinear(series: number[], w: number): number[] {
  return series.map((value, j) => value + (j > 0 ? w * series[j - 1] : 0))
}

function dividedByLinear(series: number[], w: number): number[] {
  const result: number[] = []
  for (const value of series) result.push(value + w * (result.at(-1) ?? 0))
  return result
}
