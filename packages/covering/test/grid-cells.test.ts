import { createRng, weightedSet } from '@polylog/core'
import { gridCells } from '@polylog/covering'
import { describe, expect, it } from 'vitest'
import { rowsOf } from './geometry.js'

function uniform(size: number, extents: readonly number[]) {
  const rng = createRng(8)
  const points = Float64Array.from(
    { length: size * extents.length },
    (_, i) => rng.uniform() * extents[i % extents.length],
  )
  return weightedSet(points, { dim: extents.length })
}

describe('gridCells', () => {
  it.each([
    { extents: [1, 1, 1], count: 100, boxes: 100 },
    { extents: [10, 1], count: 40, boxes: 40 },
    { extents: [1, 1], count: 99, boxes: 99 },
    { extents: [5, 0], count: 12, boxes: 12 },
    { extents: [1], count: 1, boxes: 1 },
  ])('divide extents $extents into $boxes boxes if $count are allowed', ({ extents, count, boxes }) => {
    expect(gridCells(uniform(20_000, extents), { count }).count).toBe(boxes)
  })

  it('number their intervals in proportion to extents, so that boxes are near cubes', () => {
    const set = uniform(20_000, [10, 1])
    const cells = gridCells(set, { count: 40 })
    for (let cell = 0; cell < cells.count; cell++) {
      const rows = rowsOf(cells, cell)
      const width = (axis: number) => {
        const column = rows.map(row => set.points[row * 2 + axis])
        return Math.max(...column) - Math.min(...column)
      }
      expect(width(0)).toBeLessThanOrEqual(0.5 + 1e-12)
      expect(width(1)).toBeLessThanOrEqual(0.5 + 1e-12)
    }
  })

  it('leave out boxes without a row', () => {
    const set = weightedSet([[0], [0.1], [10]])
    const cells = gridCells(set, { count: 3 })
    expect(Array.from({ length: cells.count }, (_, cell) => rowsOf(cells, cell))).toEqual([[0, 1], [2]])
  })

  it('take no memory for boxes beyond the number of rows', () => {
    expect(gridCells(weightedSet([[0], [1]]), { count: 4e9 }).count).toBe(2)
  })
})
