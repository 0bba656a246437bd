import { createRng, OptionError, weightedSet } from '@polylog/core'
import { ballCells, kdCells } from '@polylog/covering'
import { describe, expect, it } from 'vitest'

function uniform(size: number, dim: number, seed: number) {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => rng.uniform()),
    { dim },
  )
}

describe('ball cells', () => {
  it('come first, hold their share of each box, and what is left of a box is one cell more', () => {
    const cells = ballCells(uniform(900, 3, 1), { count: 12, seed: 5 })
    expect(cells.count).toBe(12)
    expect([...cells.counts.subarray(0, 6)]).toEqual(Array(6).fill(100))
    expect([...cells.counts.subarray(6)]).toEqual(Array(6).fill(50))
  })

  it('are smaller, the tighter half of them, than the tighter half of k-d cells of as many points', () => {
    const set = uniform(6000, 3, 2)
    const tighterHalf = (diameters: Float64Array) => {
      const half = diameters
        .slice()
        .sort()
        .subarray(0, diameters.length / 2)
      return half.reduce((a, b) => a + b, 0) / half.length
    }
    const balls = ballCells(set, { count: 80, seed: 1 })
    const boxes = kdCells(set, { count: 60 })
    expect(balls.counts[0]).toBe(boxes.counts[0])
    expect(tighterHalf(balls.diameters.subarray(0, 40))).toBeLessThan(0.95 * tighterHalf(boxes.diameters))
  })

  it('lie elsewhere with another seed, and where they were with the same', () => {
    const set = uniform(500, 2, 3)
    const cells = (seed: number) => [...ballCells(set, { count: 8, seed }).permutation]
    expect(cells(1)).toEqual(cells(1))
    expect(cells(1)).not.toEqual(cells(2))
  })

  it('are the whole set where one cell is asked for', () => {
    expect(ballCells(uniform(7, 2, 4), { count: 1, seed: 0 }).counts).toEqual(Uint32Array.of(7))
  })

  it('refuse a count that is none', () => {
    expect(() => ballCells(uniform(7, 2, 4), { count: 0, seed: 0 })).toThrow(OptionError)
  })
})
