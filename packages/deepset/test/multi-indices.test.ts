import { OptionError, polynomialCount } from '@polylog/core'
import { multiIndexRank, multiIndices } from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const shapes = fc.record({ dim: fc.integer({ min: 1, max: 5 }), order: fc.integer({ min: 0, max: 6 }) })

describe('multi-indices', () => {
  it('are listed by degree, then lexicographically from the first axis', () => {
    expect(rows(2, 2)).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 0],
      [1, 1],
      [0, 2],
    ])
  })

  it('are as many as polynomialCount says, and all different', () => {
    fc.assert(
      fc.property(shapes, ({ dim, order }) => {
        const all = rows(dim, order)
        expect(all).toHaveLength(polynomialCount(dim, order))
        expect(new Set(all.map(String)).size).toBe(all.length)
      }),
    )
  })

  it('of a lower order come first', () => {
    fc.assert(
      fc.property(shapes, ({ dim, order }) => {
        const low = multiIndices(dim, order)
        const high = multiIndices(dim, order + 1)
        expect(high.exponents.slice(0, low.exponents.length)).toEqual(low.exponents)
      }),
    )
  })

  it('have their row as rank', () => {
    fc.assert(
      fc.property(shapes, ({ dim, order }) => {
        const { count, exponents } = multiIndices(dim, order)
        for (let j = 0; j < count; j++) expect(multiIndexRank(exponents, j * dim, dim)).toBe(j)
      }),
    )
  })

  it('refuse shapes that make no sense, naming them', () => {
    expect(() => multiIndices(0, 2)).toThrow(/dim is 0/)
    expect(() => multiIndices(2, -1)).toThrow(/order is -1/)
    expect(() => multiIndices(2, 1.5)).toThrow(OptionError)
    expect(() => multiIndices(50, 50)).toThrow(/multi-indices/)
  })
})

function rows(dim: number, order: number): number[][] {
  const { count, exponents } = multiIndices(dim, order)
  return Array.from({ length: count }, (_, j) => Array.from(exponents.slice(j * dim, (j + 1) * dim)))
}
