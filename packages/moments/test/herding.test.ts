import { createRng, OptionError, totalMass, type WeightedSet, weightedSet } from '@polylog/core'
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
  it('comes closer than as many random rows, and with recombined weights closer still', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 5, max: 30 }), (dim, size) => {
        const set = normalPoints(300, dim, dim + size)
        const errorOf = (weights: HerdOptions['weights']) => {
          const herded = herd(set, { size, width: 3, weights })
          expect(herded.set.size).toBeLessThanOrEqual(size)
          expect(totalMass(herded.set)).toBeCloseTo(totalMass(set), 9)
          expect(herded.set.weights.every(weight => weight > 0)).toBe(true)
          herded.indices.forEach((row, i) => {
            expect(herded.set.points[i * dim]).toBe(set.points[row * dim])
          })
          return discrepancy(set, herded.set)
        }
        const first = weightedSet(set.points.slice(0, size * dim), { dim })
        const equal = errorOf('equal')
        expect(equal).toBeLessThan(discrepancy(set, first))
        expect(errorOf('recombined')).toBeLessThan(equal)
      }),
      { numRuns: 15 },
    )
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
    const { set: kept } = herd(set, { size: 4, width: 1 })
    expect(totalMass(kept)).toBeCloseTo(10, 12)
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
