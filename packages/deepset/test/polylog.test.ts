import { polynomialCount } from '@polylog/core'
import { bestOrder, polylogError, polylogSize, tchakaloffBound } from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slope } from './compression-steps.js'

describe('the polylog theorem', () => {
  /** ln of the universal compression error of an analytic function, B_j = j! / R^j, at order `k`. */
  function logError(dim: number, order: number, compressedSize: number, ratio: number): number {
    const s = (order + 1) / dim
    if (s <= 1) return Infinity
    const cell = ratio * (polynomialCount(dim, order) / compressedSize) ** (1 / dim)
    return (order + 1) * Math.log(cell) + Math.log(compressedSize / (s - 1))
  }

  function minimise(dim: number, compressedSize: number, ratio: number) {
    let best = { order: 0, value: Infinity }
    for (let order = dim; polynomialCount(dim, order) <= compressedSize; order++) {
      const value = logError(dim, order, compressedSize, ratio)
      if (value < best.value) best = { order, value }
    }
    return best
  }

  it('has the order and the exponent that minimising the universal error over orders gives', () => {
    const ratio = 2 // D / R
    const rho = 1 / (Math.E * ratio)
    for (const [dim, small, large] of [
      [1, 1e4, 4e4],
      [2, 1e7, 4e7],
      [3, 1e10, 8e10],
    ]) {
      const low = minimise(dim, small, ratio)
      const high = minimise(dim, large, ratio)
      // ρ (m! d')^{1/m}, read off at ρ / 100 lest the error underflow.
      const exponent = (compressedSize: number) => {
        const options = { size: compressedSize, compressedSize, dim, rho: rho / 100 }
        return -100 * Math.log(polylogError({ ...options, constant: 1 / compressedSize }))
      }
      const growth = (high.value - low.value) / (exponent(small) - exponent(large))
      expect(Math.abs(growth - 1)).toBeLessThan(0.02)
      const orders =
        bestOrder({ dim, compressedSize: large, rho }) - bestOrder({ dim, compressedSize: small, rho })
      expect(Math.abs((high.order - low.order) / orders - 1)).toBeLessThan(0.02)
    }
  })

  it('has orders that fit, growing as the m-th root of the budget', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (dim, compressedSize, rho) => {
          const order = bestOrder({ dim, compressedSize, rho })
          expect(tchakaloffBound(dim, order)).toBeLessThanOrEqual(compressedSize)
        },
      ),
    )
    expect(slope(compressedSize => bestOrder({ dim: 3, compressedSize, rho: 0.3 }), 1e12)).toBeCloseTo(
      1 / 3,
      3,
    )
  })

  it('gives the least size for an error', () => {
    const cases = fc.record({
      size: fc.integer({ min: 10, max: 10_000_000 }),
      dim: fc.integer({ min: 1, max: 4 }),
      rho: fc.double({ min: 0.1, max: 3, noNaN: true }),
      error: fc.double({ min: 1e-12, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(cases, options => {
        const constant = 0.4
        const needed = polylogSize({ ...options, constant })
        const errorAt = (compressedSize: number) => polylogError({ ...options, compressedSize, constant })
        fc.pre(needed < options.size)
        expect(errorAt(needed)).toBeLessThanOrEqual(options.error * (1 + 1e-9))
        if (needed > 1) expect(errorAt(needed - 1)).toBeGreaterThan(options.error * (1 - 1e-9))
      }),
    )
  })

  it('asks for the constants that nobody knows', () => {
    expect(() => bestOrder({ dim: 2, compressedSize: 10, rho: Number.NaN })).toThrow(/rho is NaN/)
    expect(() => polylogError({ size: 9, compressedSize: 10, dim: 1, rho: 1, constant: 1 })).toThrow(
      /at most size = 9/,
    )
  })
})
