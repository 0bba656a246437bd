import { createRng, type WeightedSet, weightedSet } from '@polylog/core'
import { kdCells } from '@polylog/covering'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowsOf } from './geometry.js'
import { counts, hardSets } from './hard-sets.js'

/** The same cells by full sorts and copies: rows by (coordinate on the widest axis, order), halved again and again. */
function kdBySorting(set: WeightedSet, rows: readonly number[], count: number): number[][] {
  const at = (cell: number) => Math.floor((cell * rows.length) / count)
  const split = (part: readonly number[], first: number, last: number): number[][] => {
    if (last - first < 2) return [[...part]]
    const extents = Array.from({ length: set.dim }, (_, axis) => {
      const column = part.map(row => set.points[row * set.dim + axis])
      return column.reduce((a, b) => Math.max(a, b)) - column.reduce((a, b) => Math.min(a, b))
    })
    const axis = extents.indexOf(Math.max(...extents))
    const coordinate = (row: number) => set.points[row * set.dim + axis]
    const half = first + Math.floor((last - first) / 2)
    const smaller = new Set(
      part.toSorted((a, b) => coordinate(a) - coordinate(b)).slice(0, at(half) - at(first)),
    )
    return [
      ...split(
        part.filter(row => smaller.has(row)),
        first,
        half,
      ),
      ...split(
        part.filter(row => !smaller.has(row)),
        half,
        last,
      ),
    ]
  }
  return split(rows, 0, count)
}

describe('kdCells', () => {
  it('are what sorting each part along its widest axis and halving it gives', () => {
    fc.assert(
      fc.property(hardSets(), counts, (set, wanted) => {
        const count = Math.min(wanted, set.size)
        const cells = kdCells(set, { count: wanted })
        const rows = Array.from({ length: set.size }, (_, row) => row)
        expect(Array.from({ length: cells.count }, (_, cell) => rowsOf(cells, cell))).toEqual(
          kdBySorting(set, rows, count),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('are exactly min(count, n), and their numbers of rows differ by at most one', () => {
    fc.assert(
      fc.property(hardSets(), counts, (set, count) => {
        const cells = kdCells(set, { count })
        expect(cells.count).toBe(Math.min(count, set.size))
        expect(Math.max(...cells.counts) - Math.min(...cells.counts)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('of sets so large that points are copied together are still the same', () => {
    const rng = createRng(5)
    const points = Float64Array.from({ length: 2 * 80_000 }, (_, i) =>
      i % 2 ? rng.uniform() : rng.integer(50) / 50,
    )
    const set = weightedSet(points, { dim: 2 })
    const cells = kdCells(set, { count: 33 })
    const rows = Array.from({ length: set.size }, (_, row) => row)
    const expected = kdBySorting(set, rows, 33).flat()
    // Not toEqual, which takes minutes to print so long a difference.
    expect(expected.findIndex((row, i) => row !== cells.permutation[i])).toBe(-1)
  })

  it('of some rows hold these rows only', () => {
    fc.assert(
      fc.property(hardSets(), counts, fc.integer({ min: 1, max: 5 }), (set, wanted, step) => {
        const rows = Uint32Array.from({ length: Math.ceil(set.size / step) }, (_, i) => i * step)
        const before = rows.slice()
        const cells = kdCells(set, { count: wanted, rows })
        expect(rows).toEqual(before)
        expect(Array.from({ length: cells.count }, (_, cell) => rowsOf(cells, cell))).toEqual(
          kdBySorting(set, Array.from(rows), Math.min(wanted, rows.length)),
        )
      }),
    )
  })

  it('refuse no rows, and rows that are not there', () => {
    const set = weightedSet([[0], [1]])
    expect(() => kdCells(set, { count: 1, rows: new Uint32Array(0) })).toThrow('rows is empty')
    expect(() => kdCells(set, { count: 1, rows: Uint32Array.of(0, 2) })).toThrow('rows[1] is 2')
  })
})
