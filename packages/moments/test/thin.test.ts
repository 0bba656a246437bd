import {
  type Balance,
  createRng,
  polynomialCount,
  selectRows,
  type WeightedSet,
  weightedSet,
} from '@polylog/core'
import { boxOf, chebyshev, custom, featureSums, momentResidual, sum } from '@polylog/moments'
import { balanceTowards, thin } from '@polylog/moments/removals'
import { HARD_FAMILIES, hardSet } from '@polylog/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

function uniformSet(size: number, dim: number, seed: number): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => 2 * rng.uniform() - 1),
    { dim },
  )
}

/** Dimensions and orders. */
const SHAPES: readonly (readonly [number, number])[] = [
  [1, 9],
  [2, 4],
  [3, 3],
  [5, 2],
  [8, 1],
]

describe('a thinned set', () => {
  it('has few of the rows, on the way too, with positive weights and the same moments, in up to 8 dimensions', () => {
    const cases = fc.record({
      family: fc.constantFrom(...HARD_FAMILIES),
      seed: fc.integer({ min: 1, max: 1e6 }),
      points: fc.integer({ min: 5, max: 260 }),
      shape: fc.constantFrom(...SHAPES),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      further: fc.boolean(),
    })
    fc.assert(
      fc.property(cases, ({ family, seed, points, shape: [dim, order], share, further }) => {
        const { set } = hardSet(family, createRng(seed), { size: points, dim })
        const features = polynomialCount(dim, order)
        const size = features + Math.floor(share * Math.max(0, set.size - features))
        const map = chebyshev(order)
        const result = thin({ set, map, size, finalSize: further ? features : size })
        const { indices, weights } = result
        expect(indices.length).toBeLessThanOrEqual(size)
        expect(indices).toEqual(Uint32Array.from(new Set(indices)).sort())
        expect(indices.every(row => set.weights[row] > 0)).toBe(true)
        expect(weights.every(weight => weight > 0)).toBe(true)
        expect(result.residual).toBeLessThanOrEqual(1e-12)
        expect(momentResidual(set, selectRows(set, indices, weights), map)).toBeLessThanOrEqual(1e-12)
      }),
      { numRuns: 150, seed: 1 },
    )
  })

  it('is as large as was asked for, where points are in general position', () => {
    const set = uniformSet(500, 2, 1)
    for (const size of [499, 250, 100, 10]) {
      expect(thin({ set, map: chebyshev(3), size }).indices.length).toBe(size)
    }
  })

  it('has lost its first point where mass times radius to the order plus 1 is least', () => {
    const order = 2
    const set = uniformSet(300, 3, 7)
    const group = polynomialCount(3, order) + 2
    const { points } = set
    const nearestOf = (centre: number) => {
      const squared = Array.from({ length: set.size }, (_, row) =>
        [0, 1, 2].reduce(
          (total, axis) => total + (points[3 * row + axis] - points[3 * centre + axis]) ** 2,
          0,
        ),
      )
      const rows = squared.map((_, row) => row).sort((a, b) => squared[a] - squared[b])
      return { rows: rows.slice(0, group), radius: Math.sqrt(squared[rows[group - 1]]) }
    }
    const tightest = Array.from({ length: set.size }, (_, row) => nearestOf(row)).reduce((a, b) =>
      b.radius < a.radius ? b : a,
    )
    const { indices, weights, maxDiameter } = thin({ set, map: chebyshev(order), size: set.size - 1 })
    const after = new Map(Array.from(indices, (row, i) => [row, weights[i]]))
    const touched = Array.from({ length: set.size }, (_, row) => row).filter(row => after.get(row) !== 1)
    expect(touched.length).toBeGreaterThan(1)
    // Bounds within a tenth of the least count as least.
    expect(maxDiameter / 2).toBeGreaterThanOrEqual(tightest.radius * (1 - 1e-12))
    expect((maxDiameter / 2 / tightest.radius) ** (order + 1)).toBeLessThan(1.11)
    const centre = nearestOf(touched[0])
    expect(touched.length).toBeLessThanOrEqual(centre.rows.length)
  })

  it('keeps whatever features are asked for', () => {
    const set = uniformSet(200, 2, 3)
    const map = sum(
      chebyshev(2),
      custom(([x, y]) => [Math.sin(5 * x), Math.exp(x * y)], 2),
    )
    const { indices, weights } = thin({ set, map, size: 20 })
    expect(indices.length).toBe(20)
    expect(momentResidual(set, selectRows(set, indices, weights), map)).toBeLessThanOrEqual(1e-12)
  })
})

/** Root of the sum of squares of how far the next order's sums are off. */
function nextOrderDefect(before: WeightedSet, after: WeightedSet, order: number): number {
  const next = chebyshev(order + 1)
  const box = boxOf(before)
  const first = polynomialCount(before.dim, order)
  const found = featureSums(after, next, box).sums.subarray(first)
  const expected = featureSums(before, next, box).sums.subarray(first)
  return Math.hypot(...found.map((value, j) => value - expected[j]))
}

describe('the next order', () => {
  it('is balanced: its sums are off by less than half as much', () => {
    for (const [dim, order] of [
      [2, 1],
      [2, 3],
      [3, 1],
    ]) {
      const set = uniformSet(1200, dim, 10 * dim + order)
      const off = (balance: Balance | undefined) => {
        const { indices, weights } = thin({ set, map: chebyshev(order), size: 300, balance })
        return nextOrderDefect(set, selectRows(set, indices, weights), order)
      }
      expect(off(balanceTowards(set, set, order, 300))).toBeLessThan(off(undefined) / 2)
    }
  })

  it('is brought back to that of the reference', () => {
    const order = 1
    for (const seed of [1, 2, 3]) {
      const reference = uniformSet(1200, 2, seed)
      const unbalanced = thin({ set: reference, map: chebyshev(order), size: 300 })
      const set = selectRows(reference, unbalanced.indices, unbalanced.weights)
      const off = (given: WeightedSet) => {
        const balance = balanceTowards(set, given, order, 150)
        const { indices, weights } = thin({ set, map: chebyshev(order), size: 150, balance })
        return nextOrderDefect(reference, selectRows(set, indices, weights), order)
      }
      expect(off(reference)).toBeLessThan(off(set) / 10)
    }
  })
})
