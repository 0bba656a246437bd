import { type Covering, compensatedSum, totalMass, weightedSet } from '@polylog/core'
import { cover } from '@polylog/covering'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diameter, rowsOf } from './geometry.js'
import { counts, hardSets } from './hard-sets.js'

const COVERINGS: readonly Covering[] = [
  { kind: 'kd' },
  { kind: 'k-means', iterations: 3 },
  { kind: 'k-means', iterations: 3, batchSize: 16 },
  { kind: 'k-centre' },
  { kind: 'grid' },
  { kind: 'smallest-ball' },
  { kind: 'balls' },
]

describe.each(COVERINGS)('cells of %o', covering => {
  it('hold each row exactly once, in at most min(count, n) cells, none of them empty', async () => {
    await fc.assert(
      fc.asyncProperty(hardSets(), counts, async (set, count) => {
        const cells = await cover({ set, covering, count, seed: 1 })
        expect(Array.from(cells.permutation).sort((a, b) => a - b)).toEqual(
          Array.from({ length: set.size }, (_, i) => i),
        )
        expect(cells.count).toBeLessThanOrEqual(Math.min(count, set.size))
        expect(cells.offsets.length).toBe(cells.count + 1)
        expect([cells.offsets[0], cells.offsets[cells.count]]).toEqual([0, set.size])
        for (let cell = 0; cell < cells.count; cell++) {
          expect(cells.offsets[cell + 1] - cells.offsets[cell]).toBe(cells.counts[cell])
          expect(cells.counts[cell]).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('list their rows in ascending order', async () => {
    await fc.assert(
      fc.asyncProperty(hardSets(), counts, async (set, count) => {
        const cells = await cover({ set, covering, count, seed: 1 })
        for (let cell = 0; cell < cells.count; cell++) {
          const rows = rowsOf(cells, cell)
          expect(rows).toEqual(rows.toSorted((a, b) => a - b))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('share out all of the mass, to rounding', async () => {
    await fc.assert(
      fc.asyncProperty(hardSets(), counts, async (set, count) => {
        const cells = await cover({ set, covering, count, seed: 1 })
        const total = totalMass(set)
        expect(Math.abs(compensatedSum(cells.masses) - total)).toBeLessThanOrEqual(4e-16 * total)
        for (let cell = 0; cell < cells.count; cell++) {
          const mass = compensatedSum(rowsOf(cells, cell).map(row => set.weights[row]))
          expect(cells.masses[cell]).toBe(mass)
        }
      }),
    )
  })

  it('bound their diameters from above, by at most twice or a box and exactly on a line of one axis', async () => {
    await fc.assert(
      fc.asyncProperty(hardSets(60), counts, async (set, count) => {
        const cells = await cover({ set, covering, count, seed: 1 })
        for (let cell = 0; cell < cells.count; cell++) {
          const exact = diameter(set, rowsOf(cells, cell))
          const bound = cells.diameters[cell]
          expect(bound).toBeGreaterThanOrEqual(exact)
          const largest = Math.max(...set.points.map(Math.abs))
          const most = covering.kind === 'runs' || set.dim === 1 ? Math.sqrt(set.dim) : 2
          expect(bound).toBeLessThanOrEqual(most * exact * (1 + 1e-12) + 1e-15 * largest)
        }
      }),
    )
  })

  it('are the same for the same seed, and leave the set as it was', async () => {
    await fc.assert(
      fc.asyncProperty(hardSets(), counts, fc.nat(1000), async (set, count, seed) => {
        const points = set.points.slice()
        const weights = set.weights.slice()
        const cells = await cover({ set, covering, count, seed })
        expect(await cover({ set, covering, count, seed })).toEqual(cells)
        expect(set.points).toEqual(points)
        expect(set.weights).toEqual(weights)
      }),
      { numRuns: 30 },
    )
  })

  it('are the same at every scale that is a power of two', async () => {
    await fc.assert(
      fc.asyncProperty(hardSets(60), counts, async (set, count) => {
        const cells = await cover({ set, covering, count, seed: 1 })
        const scaled = weightedSet(
          set.points.map(value => value * 2 ** -30),
          { dim: set.dim, weights: set.weights },
        )
        const again = await cover({ set: scaled, covering, count, seed: 1 })
        expect(again.permutation).toEqual(cells.permutation)
        expect(again.offsets).toEqual(cells.offsets)
        expect(again.diameters).toEqual(cells.diameters.map(value => value * 2 ** -30))
      }),
      { numRuns: 30 },
    )
  })

  it('have no width where all points are equal', async () => {
    const set = weightedSet(new Float64Array(40).fill(3), { dim: 2 })
    const cells = await cover({ set, covering, count: 7, seed: 1 })
    expect(Array.from(cells.diameters).every(bound => bound === 0)).toBe(true)
  })

  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuse a count of %s', async count => {
    const set = weightedSet([[0], [1]])
    await expect(async () => cover({ set, covering, count, seed: 1 })).rejects.toThrow(`count is ${count}`)
  })
})

it('an unknown kind of covering is refused by name', () => {
  const covering = JSON.parse('{ "kind": "voronoi" }') as Covering
  const set = weightedSet([[0], [1]])
  expect(() => cover({ set, covering, count: 1, seed: 1 })).toThrow('kind is "voronoi"')
})
