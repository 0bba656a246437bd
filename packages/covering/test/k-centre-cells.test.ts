import { type Cells, createRng, type WeightedSet, weightedSet } from '@polylog/core'
import { kCentreCells } from '@polylog/covering'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, radius, rowsOf } from './geometry.js'
import { hardSets } from './hard-sets.js'

function largestRadius(set: WeightedSet, cells: Cells): number {
  return Math.max(...Array.from({ length: cells.count }, (_, cell) => radius(set, rowsOf(cells, cell))))
}

/** The least largest distance to the nearest of `count` rows, over all choices of them. */
function bestRadius(set: WeightedSet, count: number): number {
  let best = Infinity
  const choose = (chosen: readonly number[], from: number): void => {
    if (chosen.length === Math.min(count, set.size)) {
      const rows = Array.from({ length: set.size }, (_, row) => row)
      const needed = Math.max(
        ...rows.map(row => Math.min(...chosen.map(centre => distance(set, centre, row)))),
      )
      best = Math.min(best, needed)
      return
    }
    for (let row = from; row < set.size; row++) choose([...chosen, row], row + 1)
  }
  choose([], 0)
  return best
}

function rowInTheMiddle(set: WeightedSet): number {
  const column = (axis: number) => set.points.filter((_, i) => i % set.dim === axis)
  const middle = Array.from(
    { length: set.dim },
    (_, axis) => (Math.min(...column(axis)) + Math.max(...column(axis))) / 2,
  )
  const away = Array.from({ length: set.size }, (_, row) =>
    Math.hypot(...middle.map((value, axis) => set.points[row * set.dim + axis] - value)),
  )
  return away.indexOf(Math.min(...away))
}

describe('kCentreCells', () => {
  it('have radii of at most twice the best, found by trying all choices of centres', () => {
    fc.assert(
      fc.property(hardSets(10), fc.integer({ min: 1, max: 4 }), (set, count) => {
        const found = largestRadius(set, kCentreCells(set, { count }))
        expect(found).toBeLessThanOrEqual(2 * bestRadius(set, count) * (1 + 1e-12))
      }),
    )
  })

  it('have radii of at most twice the packing bound, on sets too large to try all choices', () => {
    const rng = createRng(3)
    const set = weightedSet(
      Float64Array.from({ length: 3 * 2000 }, () => rng.normal()),
      { dim: 3 },
    )
    const count = 40
    const found = largestRadius(set, kCentreCells(set, { count }))
    // Two of any count + 1 rows share one of the best centres: half the least of their distances bounds its radius.
    const spread = [rowInTheMiddle(set)]
    while (spread.length <= count) {
      const clearance = Array.from({ length: set.size }, (_, row) =>
        Math.min(...spread.map(s => distance(set, s, row))),
      )
      spread.push(clearance.indexOf(Math.max(...clearance)))
    }
    const gaps = spread.flatMap((a, i) => spread.slice(0, i).map(b => distance(set, a, b)))
    expect(found).toBeLessThanOrEqual(2 * (Math.min(...gaps) / 2) * (1 + 1e-12))
  })

  it('are as many as there are distinct points, if these are fewer than asked for', () => {
    const set = weightedSet([[1], [2], [1], [3], [2]])
    const cells = kCentreCells(set, { count: 5 })
    expect(Array.from({ length: cells.count }, (_, cell) => rowsOf(cells, cell))).toEqual([
      [1, 4],
      [0, 2],
      [3],
    ])
  })
})
