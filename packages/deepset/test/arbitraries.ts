import { createRng, type WeightedSet, weightedSet } from '@polylog/core'
import fc from 'fast-check'

/** Weighted sets of the hard families: generic, duplicated, constant, collinear, far away, of extreme weights. */
export function weightedSets({ dim, largest = 12 }: { dim: number; largest?: number }) {
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      size: fc.integer({ min: 1, max: largest }),
      family: fc.constantFrom('generic', 'duplicated', 'constant', 'collinear', 'large', 'small'),
      weighting: fc.constantFrom('ones', 'uniform', 'some zero', 'one heavy'),
    })
    .map(({ seed, size, family, weighting }): WeightedSet => {
      const rng = createRng(seed)
      const unit = family === 'large' ? 1e8 : family === 'small' ? 1e-8 : 1
      const points = new Float64Array(size * dim).map(() => unit * (2 * rng.uniform() - 1))
      for (let i = 1; i < size; i++) {
        const row = points.subarray(i * dim, (i + 1) * dim)
        const first = points.subarray(0, dim)
        if (family === 'constant' || (family === 'duplicated' && i % 2 === 1)) row.set(first)
        if (family === 'collinear') row.set(first.map(value => value * row[0]))
      }
      const weights = new Float64Array(size).map((_, i) => {
        if (weighting === 'ones') return 1
        if (weighting === 'some zero' && i % 3 === 1) return 0
        if (weighting === 'one heavy' && i === 0) return 1e12
        return 0.1 + rng.uniform()
      })
      return weightedSet(points, { dim, weights })
    })
}

/** A multiset as a weighted set of small integer points with integer weights: all sums are exact. */
export function multisets({ dim, largest = 7 }: { dim: number; largest?: number }) {
  const point = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: dim, maxLength: dim })
  return fc
    .array(fc.record({ point, copies: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 5 })
    .filter(rows => rows.reduce((total, row) => total + row.copies, 0) <= largest)
    .map(rows => ({
      set: weightedSet(
        rows.map(row => row.point),
        { weights: rows.map(row => row.copies) },
      ),
      expanded: rows.flatMap(row => Array.from({ length: row.copies }, () => row.point)),
    }))
}

export function union(a: WeightedSet, b: WeightedSet): WeightedSet {
  return weightedSet(Float64Array.of(...a.points, ...b.points), {
    dim: a.dim,
    weights: Float64Array.of(...a.weights, ...b.weights),
  })
}

/** The same rows in a seeded random order. */
export function shuffled(set: WeightedSet, seed: number): WeightedSet {
  const rng = createRng(seed)
  const rows = Array.from({ length: set.size }, (_, i) => ({ i, key: rng.uniform() }))
  rows.sort((a, b) => a.key - b.key)
  return weightedSet(
    rows.map(({ i }) => Array.from(set.points.subarray(i * set.dim, (i + 1) * set.dim))),
    { weights: rows.map(({ i }) => set.weights[i]) },
  )
}
