import { type WeightedSet, weightedSet } from '@polylog/core'
import { smallestBallCells } from '@polylog/covering'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowsOf } from './geometry.js'
import { counts, hardSets } from './hard-sets.js'

const squared = (set: WeightedSet, a: number, b: number) => {
  let sum = 0
  for (let axis = 0; axis < set.dim; axis++) {
    sum += (set.points[a * set.dim + axis] - set.points[b * set.dim + axis]) ** 2
  }
  return sum
}

describe('smallestBallCells', () => {
  it('are each the tightest group among the rows left, found by measuring all anew', () => {
    fc.assert(
      fc.property(hardSets(40), counts, (set, count) => {
        const cells = smallestBallCells(set, { count })
        const group = Math.ceil(set.size / count)
        let left = Array.from({ length: set.size }, (_, row) => row)
        for (let cell = 0; cell < cells.count - 1; cell++) {
          const rows = rowsOf(cells, cell)
          expect(rows.length).toBe(group)
          const reach = (row: number) =>
            left.map(other => squared(set, row, other)).sort((a, b) => a - b)[group - 1]
          const tightest = Math.min(...left.map(reach))
          const found = Math.min(...rows.map(row => Math.max(...rows.map(other => squared(set, row, other)))))
          expect(found).toBe(tightest)
          left = left.filter(row => !rows.includes(row))
        }
        expect(rowsOf(cells, cells.count - 1)).toEqual(left)
        expect(left.length).toBeLessThanOrEqual(group)
      }),
      { numRuns: 200 },
    )
  })

  it('take a crowd before the rest', () => {
    const set = weightedSet([[0], [5], [5.1], [9], [5.2], [20]])
    const cells = smallestBallCells(set, { count: 2 })
    expect(rowsOf(cells, 0)).toEqual([1, 2, 4])
  })

  it('leave no row behind that could be the middle of a later group, where many are equal', () => {
    const equal = Array.from({ length: 5 }, () => [0, 0])
    const around = [0, 1, 2].map(third => [
      Math.cos((third * 2 * Math.PI) / 3),
      Math.sin((third * 2 * Math.PI) / 3),
    ])
    const afar = [
      [100, 0],
      [101.5, 0],
      [98.5, 0],
      [100, 1.5],
    ]
    const cells = smallestBallCells(weightedSet([...equal, ...around, ...afar]), { count: 3 })
    expect(rowsOf(cells, 1).slice(1)).toEqual([5, 6, 7])
    expect(rowsOf(cells, 2)).toEqual([8, 9, 10, 11])
  })
})
