import { createRng, OptionError } from '@polylog/core'
import {
  compressedSizeLowerBound,
  compressionLowerBound,
  highestOrder,
  levelSetFraction,
  squaredPolynomialGap,
  tchakaloffBound,
  vanishingDegree,
} from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { monomialRows, nullVector } from './null-vector.js'

/** Values on a fine grid of `[-1, 1]^dim` of the polynomial with the given coefficients in graded order. */
function gridValues(coefficients: readonly number[], dim: number, order: number, perAxis: number): number[] {
  const axis = Array.from({ length: perAxis }, (_, i) => -1 + (2 * i + 1) / perAxis)
  const points = dim === 1 ? axis.map(x => [x]) : axis.flatMap(x => axis.map(y => [x, y]))
  const rows = monomialRows(points, order)
  return points.map((_, i) => rows.reduce((total, row, j) => total + coefficients[j] * row[i], 0))
}

describe('the lower bound', () => {
  it('takes the least degree at which some polynomial vanishes at any d-prime points', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5000 }),
        (dim, compressedSize) => {
          const degree = vanishingDegree(dim, compressedSize)
          expect(tchakaloffBound(dim, degree)).toBeGreaterThan(compressedSize)
          expect(tchakaloffBound(dim, degree - 1)).toBeLessThanOrEqual(compressedSize)
          expect(degree).toBe(highestOrder(dim, compressedSize) + 1)
        },
      ),
    )
  })

  it('is passed by the square of such a polynomial, found by linear algebra', () => {
    for (const [dim, compressedSize] of [
      [1, 1],
      [1, 2],
      [1, 4],
      [1, 6],
      [2, 1],
      [2, 2],
      [2, 5],
      [2, 9],
    ]) {
      const degree = vanishingDegree(dim, compressedSize)
      for (let seed = 0; seed < 10; seed++) {
        const rng = createRng(seed)
        const kept = Array.from({ length: compressedSize }, () =>
          Array.from({ length: dim }, () => 2 * rng.uniform() - 1),
        )
        // Unknowns are the coefficients of q, so the equations are the columns of the monomials' rows.
        const rows = monomialRows(kept, degree)
        const q = nullVector(kept.map((_, i) => rows.map(row => row[i])))
        const values = gridValues(q, dim, degree, dim === 1 ? 1000 : 60)
        const largest = Math.max(...values.map(Math.abs))
        const atKept = kept.map((_, i) => rows.reduce((total, row, j) => total + q[j] * row[i], 0))
        expect(Math.max(...atKept.map(Math.abs))).toBeLessThanOrEqual(1e-11 * largest)
        const mean = values.reduce((total, value) => total + (value / largest) ** 2, 0) / values.length
        expect(mean).toBeGreaterThanOrEqual(squaredPolynomialGap(dim, compressedSize))
      }
    }
  })

  it('without unknown constants is the best threshold of the level-set lemma', () => {
    for (const [dim, compressedSize] of [
      [1, 3],
      [2, 7],
      [3, 30],
    ]) {
      const degree = vanishingDegree(dim, compressedSize)
      let best = 0
      for (let i = 1; i < 20_000; i++) {
        const threshold = (i / 20_000 / (4 * dim)) ** degree
        best = Math.max(best, levelSetFraction({ dim, degree, threshold }) * threshold ** 2)
      }
      expect(best / squaredPolynomialGap(dim, compressedSize)).toBeCloseTo(1, 6)
    }
  })

  it('falls no faster than A exp(-B d-prime^{1/m}) for some A and B', () => {
    // k < 1 + (m! d')^{1/m} and (k / (2m (2k+1)))^{2k} >= (6m)^{-2k}: B = 2 log(6m) (m!)^{1/m} but for the slow 2k+1.
    for (const [dim, root] of [
      [1, 1],
      [2, Math.SQRT2],
      [3, 6 ** (1 / 3)],
    ]) {
      for (let compressedSize = 1; compressedSize < 200; compressedSize++) {
        const degree = vanishingDegree(dim, compressedSize)
        const rate = 2 * Math.log(6 * dim) * root
        const amplitude = (6 * dim) ** -2 / (2 * degree + 1)
        const bound = compressionLowerBound({ size: 200, compressedSize, dim, amplitude, rate }) / 200
        expect(bound).toBeLessThanOrEqual(squaredPolynomialGap(dim, compressedSize))
      }
    }
  })

  it('in the size is the lower bound in the error, solved, with its factor B^{-m}', () => {
    const cases = fc.record({
      size: fc.integer({ min: 100, max: 1_000_000 }),
      compressedSize: fc.integer({ min: 1, max: 100 }),
      dim: fc.integer({ min: 1, max: 4 }),
      amplitude: fc.double({ min: 0.1, max: 10, noNaN: true }),
      rate: fc.double({ min: 0.1, max: 5, noNaN: true }),
    })
    fc.assert(
      fc.property(cases, options => {
        const error = compressionLowerBound(options)
        const size = compressedSizeLowerBound({ ...options, error })
        expect(size / options.compressedSize).toBeCloseTo(1, 6)
      }),
    )
    const options = { size: 1e6, dim: 3, error: 1e-3, amplitude: 1 }
    const ratio =
      compressedSizeLowerBound({ ...options, rate: 1 }) / compressedSizeLowerBound({ ...options, rate: 2 })
    expect(ratio).toBeCloseTo(8, 10)
    expect(compressedSizeLowerBound({ ...options, error: 1e9, rate: 1 })).toBe(0)
  })
})

describe('the level-set lemma', () => {
  it('holds for polynomials of one and two variables, on a grid', () => {
    const coefficient = fc.double({ min: -1, max: 1, noNaN: true })
    const polynomials = fc
      .record({ dim: fc.integer({ min: 1, max: 2 }), degree: fc.integer({ min: 1, max: 5 }) })
      .chain(({ dim, degree }) => {
        const length = tchakaloffBound(dim, degree)
        return fc.record({
          dim: fc.constant(dim),
          degree: fc.constant(degree),
          coefficients: fc.array(coefficient, { minLength: length, maxLength: length }),
        })
      })
    fc.assert(
      fc.property(
        polynomials,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ dim, degree, coefficients }, root) => {
          const perAxis = dim === 1 ? 2000 : 40
          const values = gridValues(coefficients, dim, degree, perAxis).map(Math.abs)
          const largest = values.reduce((a, b) => Math.max(a, b), 0)
          const threshold = (root / (4 * dim)) ** degree
          const inside = values.filter(value => value >= threshold * largest).length / values.length
          expect(inside).toBeGreaterThanOrEqual(levelSetFraction({ dim, degree, threshold }) - 4 / perAxis)
        },
      ),
    )
  })

  it('has the root 1/k: a power of one coordinate is small on just so much of the cube', () => {
    // {x^k < t} on [0, 1] is t^{1/k} of it.
    for (const degree of [1, 2, 5, 9]) {
      const threshold = 0.05 ** degree
      const outside = 1 - levelSetFraction({ dim: 1, degree, threshold })
      expect(outside).toBeCloseTo(4 * 0.05, 12)
      expect(outside).toBeGreaterThanOrEqual(threshold ** (1 / degree))
    }
  })

  it('has a factor that grows with the dimension: a cone needs it', () => {
    // A pyramid of dimension m with its base at x = 0 and its tip at x = 1, where q = x is largest: {q >= t} is the
    // top of it, (1 - t)^m of the whole, so what is lost is nearly m t.
    for (const dim of [1, 2, 5, 20]) {
      const threshold = 0.01 / dim
      const truth = (1 - threshold) ** dim
      const bound = levelSetFraction({ dim, degree: 1, threshold })
      expect(bound).toBeLessThanOrEqual(truth)
      expect((1 - truth) / (1 - bound)).toBeGreaterThan(0.24)
    }
  })

  it('says nothing above its range, and refuses what is no threshold', () => {
    expect(levelSetFraction({ dim: 1, degree: 3, threshold: 0 })).toBe(1)
    expect(levelSetFraction({ dim: 1, degree: 3, threshold: 1 })).toBe(0)
    expect(() => levelSetFraction({ dim: 1, degree: 3, threshold: -1 })).toThrow(OptionError)
    expect(() => levelSetFraction({ dim: 1, degree: 0, threshold: 0.1 })).toThrow(/degree is 0/)
  })
})
