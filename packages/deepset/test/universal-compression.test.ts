import { createRng, OptionError } from '@polylog/core'
import {
  compressionErrorBound,
  compressionRegime,
  observedMeanErrorExponent,
  universalCompressionError,
} from '@polylog/deepset'
import { describe, expect, it } from 'vitest'
import {
  compressGreedily,
  difference,
  meanErrorOfCells,
  planeWave,
  randomPoints,
  slope,
} from './compression-steps.js'

describe('the universal compression error', () => {
  const constant = 0.7

  it('is the sum over steps of C d n^{-(k+1)/m}, in all three regimes', () => {
    for (const [dim, order] of [
      [1, 0],
      [1, 3],
      [2, 0],
      [2, 1],
      [2, 2],
      [5, 1],
    ]) {
      const size = 20_000
      const compressedSize = 500
      let steps = 0
      for (let n = compressedSize + 1; n <= size; n++) steps += constant * size * n ** (-(order + 1) / dim)
      const error = universalCompressionError({ size, compressedSize, dim, order, constant })
      expect(steps).toBeLessThanOrEqual(error)
      expect(steps).toBeGreaterThan(0.99 * error)
    }
  })

  it('grows with d and falls with d-prime as each regime says', () => {
    const error = (dim: number, order: number, size: number, compressedSize: number) =>
      universalCompressionError({ size, compressedSize, dim, order, constant })
    expect(compressionRegime(2, 2)).toBe('last steps')
    expect(slope(size => error(2, 2, size, 100), 1e11)).toBeCloseTo(1, 3)
    expect(slope(size => error(2, 2, 1e14, size), 1e5)).toBeCloseTo(1 - 3 / 2, 3)
    expect(compressionRegime(2, 1)).toBe('all steps')
    expect(error(2, 1, 1e6, 1e3)).toBeCloseTo(constant * 1e6 * Math.log(1e3), 3)
    expect(compressionRegime(4, 1)).toBe('first steps')
    expect(slope(size => error(4, 1, size, 100), 1e12)).toBeCloseTo(2 - 2 / 4, 3)
  })

  it('has the slopes of the bound whose constants are all explicit', () => {
    for (const [dim, order] of [
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
      [2, 2],
      [3, 1],
    ]) {
      const sides = Array.from({ length: dim }, () => 1)
      const explicit = (size: number) =>
        compressionErrorBound({ size, compressedSize: size / 4, sides, order, derivativeBound: 1 })
      const closed = (size: number) =>
        universalCompressionError({ size, compressedSize: size / 4, dim, order, constant })
      expect(Math.abs(slope(explicit, 2 ** 15) - slope(closed, 2 ** 15))).toBeLessThan(0.1)
      expect(slope(closed, 2 ** 15)).toBeCloseTo(2 - (order + 1) / dim, 10)
    }
  })

  it('explicit, bounds the true error of greedy compression, point by point', () => {
    for (const [dim, order, size, compressedSize] of [
      [1, 1, 120, 12],
      [1, 3, 100, 10],
      [2, 1, 100, 10],
      [2, 2, 100, 10],
    ]) {
      const rng = createRng(100 * dim + order)
      const points = randomPoints(size, dim, rng)
      const ones = points.map(() => 1)
      const wave = planeWave(dim, rng)
      const kept = compressGreedily(points, order, compressedSize)
      expect(kept.filter(weight => weight > 0).length).toBeLessThanOrEqual(compressedSize)
      const error = Math.abs(difference(wave, points, ones, kept))
      const sides = Array.from({ length: dim }, () => 1)
      const bound = compressionErrorBound({ size, compressedSize, sides, order, derivativeBound: 1 })
      expect(error).toBeGreaterThan(0)
      expect(error).toBeLessThanOrEqual(bound)
    }
  })

  it('is seen to fall faster in the mean, at a fixed ratio, if the signs of the cells are random', () => {
    for (const order of [0, 1]) {
      const seen = (sides: 'one' | 'random') => {
        const small = meanErrorOfCells(64, order, sides)
        return Math.log(meanErrorOfCells(512, order, sides) / small) / Math.log(512 / 64)
      }
      expect(Math.abs(seen('random') - observedMeanErrorExponent(1, order))).toBeLessThan(0.15)
      expect(Math.abs(seen('one') - -(order + 1))).toBeLessThan(0.15)
    }
  })

  it('needs N(m, k) points to be kept', () => {
    const options = { size: 100, compressedSize: 5, sides: [1, 1], order: 2, derivativeBound: 1 }
    expect(() => compressionErrorBound(options)).toThrow(/Give at least 6/)
    expect(() => universalCompressionError({ ...options, compressedSize: 101, dim: 2, constant })).toThrow(
      OptionError,
    )
  })
})
