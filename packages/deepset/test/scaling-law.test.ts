import {
  polylogCompressedLaw,
  powerCompressedLaw,
  powerLawLoss,
  stretchedExponentialLoss,
} from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('scaling laws', () => {
  const laws = fc.record({
    floor: fc.double({ min: 0, max: 2, noNaN: true }),
    scale: fc.double({ min: 1, max: 1000, noNaN: true }),
    exponent: fc.double({ min: 0.05, max: 1, noNaN: true }),
  })
  const sizes = fc.integer({ min: 10, max: 1_000_000 })

  it('turn α into α/σ when d becomes d^σ', () => {
    fc.assert(
      fc.property(laws, sizes, fc.double({ min: 0.1, max: 1, noNaN: true }), (law, size, sigma) => {
        const compressed = powerCompressedLaw(law, sigma)
        expect(compressed.exponent).toBe(law.exponent / sigma)
        expect(powerLawLoss(compressed, size ** sigma) / powerLawLoss(law, size)).toBeCloseTo(1, 9)
      }),
    )
    expect(() => powerCompressedLaw({ floor: 0, scale: 1, exponent: 1 }, 0)).toThrow(/sigma is 0/)
  })

  it('turn into stretched exponentials when d becomes (log(d) / b)^m', () => {
    fc.assert(
      fc.property(laws, sizes, fc.integer({ min: 1, max: 4 }), (law, size, dim) => {
        const rate = 0.3
        const compressed = polylogCompressedLaw(law, { dim, rate })
        const loss = stretchedExponentialLoss(compressed, (Math.log(size) / rate) ** dim)
        expect(loss / powerLawLoss(law, size)).toBeCloseTo(1, 9)
      }),
    )
  })
})
