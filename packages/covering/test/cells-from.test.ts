import { weightedSet } from '@polylog/core'
import { cellsFrom } from '@polylog/covering'
import { describe, expect, it } from 'vitest'

describe('cellsFrom', () => {
  it('counts, weighs and measures a partition, and keeps its arrays', () => {
    const set = weightedSet([[0], [10], [4], [13]], { weights: [1, 2, 3, 4] })
    const offsets = Uint32Array.of(0, 2, 4)
    const permutation = Uint32Array.of(2, 0, 1, 3)
    const cells = cellsFrom(set, offsets, permutation)
    expect(cells.offsets).toBe(offsets)
    expect(cells.permutation).toBe(permutation)
    expect(Array.from(cells.counts)).toEqual([2, 2])
    expect(Array.from(cells.masses)).toEqual([4, 6])
    expect(cells.diameters[0]).toBeCloseTo(4, 12)
    expect(cells.diameters[1]).toBeCloseTo(3, 12)
  })

  it('bounds diameters by twice their size in high dimension too, where the box does not', () => {
    const dim = 32
    const corners = Array.from({ length: dim }, (_, i) =>
      Array.from({ length: dim }, (_, j) => (i === j ? 1 : 0)),
    )
    const rows = Uint32Array.from({ length: dim }, (_, row) => row)
    const { diameters } = cellsFrom(weightedSet(corners), Uint32Array.of(0, dim), rows)
    expect(diameters[0]).toBeGreaterThanOrEqual(Math.SQRT2)
    expect(diameters[0]).toBeLessThanOrEqual(2 * Math.SQRT2)
  })

  it('sums masses without losing the light to the heavy', () => {
    const set = weightedSet(new Float64Array(3), { dim: 1, weights: [1e16, 1, 1] })
    expect(cellsFrom(set, Uint32Array.of(0, 3), Uint32Array.of(0, 1, 2)).masses[0]).toBe(1e16 + 2)
  })
})
