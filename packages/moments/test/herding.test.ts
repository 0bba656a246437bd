import { createRng, OptionError, selectRows, totalMass, type WeightedSet, weightedSet } from '@polylog/core'
import { type HerdOptions, herd } from '@polylog/moments/herding'
import { mmd } from '@polylog/moments/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

function normalPoints(size: number, dim: number, seed: number): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => rng.normal()),
    { dim, weights: Float64Array.from({ length: size }, () => 0.5 + rng.uniform()) },
  )
}

const discrepancy = (a: WeightedSet, b: WeightedSet) => mmd(a, b, { width: 3, rows: Infinity }).value

describe('kernel herding', () => {
  it('gives its rows the weights for which the discrepancy is least', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 5, max: 30 }), (dim, size) => {
        const set = normalPoints(300, dim, dim + size)
        const { set: herded, indices } = herd(set, { size, width: 3 })
        expect(herded.size).toBeLessThanOrEqual(size)
        expect(totalMass(herded)).toBeCloseTo(totalMass(set), 9)
        expect(herded.weights.every(weight => weight > 0)).toBe(true)
        indices.forEach((row, i) => {
          expect(herded.points[i * dim]).toBe(set.points[row * dim])
        })
        const equal = weightedSet(herded.points, { dim })
        expect(discrepancy(set, herded)).toBeLessThanOrEqual(discrepancy(set, equal) + 1e-9)
      }),
      { numRuns: 15 },
    )
  })

  it.each([2, 4, 8])('comes closer than random rows, in %i dimensions', dim => {
    const set = normalPoints(400, dim, 5)
    const rng = createRng(9)
    let random = 0
    for (let draw = 0; draw < 10; draw++) {
      const rows = Uint32Array.from({ length: 25 }, () => rng.integer(set.size))
      random += discrepancy(set, { ...selectRows(set, rows), weights: new Float64Array(25).fill(1) }) / 10
    }
    const equal = discrepancy(set, herd(set, { size: 25, width: 3, weights: 'equal' }).set)
    expect(equal).toBeLessThan(random / 2)
    expect(discrepancy(set, herd(set, { size: 25, width: 3 }).set)).toBeLessThan(equal)
  })

  it('chooses the first row where the mean of the kernel is largest', () => {
    const set = weightedSet([[-9], [0], [0.1], [9]], { dim: 1 })
    const { indices, set: kept } = herd(set, { size: 1, width: 1, weights: 'equal' })
    expect([1, 2]).toContain(indices[0])
    expect(Array.from(kept.weights)).toEqual([4])
  })

  it('of all rows is the set itself, and rows of weight 0 are never chosen', () => {
    const set = weightedSet([[0], [1], [2], [50]], { dim: 1, weights: [1, 2, 3, 0] })
    const { indices, set: kept } = herd(set, { size: 3, width: 1 })
    expect(Array.from(indices)).toEqual([0, 1, 2])
    expect(Array.from(kept.weights).map(weight => weight.toFixed(6))).toEqual([
      '1.000000',
      '2.000000',
      '3.000000',
    ])
  })

  it('leaves points that coincide to one of them', () => {
    const set = weightedSet(new Float64Array(20).fill(2), { dim: 2 })
    const { set: kept } = herd(set, { size: 4, width: 1, weights: 'equal' })
    expect(Array.from(kept.weights)).toEqual([10])
    expect(totalMass(herd(set, { size: 4, width: 1 }).set)).toBeCloseTo(10, 12)
  })

  it.each([
    [{ size: 0 }, 'size is 0 for 10 rows'],
    [{ size: 11 }, 'size is 11 for 10 rows'],
    [{ size: 2.5 }, 'size is 2.5'],
    [{ size: 2, width: 0 }, 'The width of the gaussian kernel is 0'],
    [{ size: 2, kernel: 'rbf' }, 'The kernel is "rbf"'],
    [{ size: 2, weights: 'optimal' }, 'weights is "optimal"'],
  ])('refuses %j', (options, problem) => {
    const set = normalPoints(10, 2, 1)
    expect(() => herd(set, options as HerdOptions)).toThrow(OptionError)
    expect(() => herd(set, options as HerdOptions)).toThrow(problem)
  })
})
