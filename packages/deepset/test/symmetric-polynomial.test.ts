import { OptionError, weightedSet } from '@polylog/core'
import {
  absoluteMoments,
  elementaryFromPowerSums,
  moments,
  type SymmetricTerm,
  symmetricPolynomial,
} from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multisets, weightedSets } from './arbitraries.js'

function termLists(dim: number) {
  const exponents = fc.array(fc.array(fc.nat(2), { minLength: dim, maxLength: dim }), { maxLength: 4 })
  const term = fc.record({ coefficient: fc.integer({ min: -4, max: 4 }), exponents })
  return fc.array(term, { minLength: 1, maxLength: 3 })
}

const cases = fc
  .integer({ min: 1, max: 3 })
  .chain(dim => fc.record({ dim: fc.constant(dim), terms: termLists(dim), multiset: multisets({ dim }) }))

describe('a symmetric polynomial', () => {
  it('evaluated from moments alone is the sum over distinct objects of the multiset', () => {
    fc.assert(
      fc.property(cases, ({ dim, terms, multiset: { set, expanded } }) => {
        const polynomial = symmetricPolynomial({ dim, terms })
        const found = polynomial.fromMoments(moments(set, polynomial.degree))
        const scale = polynomial.absoluteTerms(set)
        expect(Math.abs(found - bruteForce(terms, expanded))).toBeLessThanOrEqual(1e-13 * scale)
      }),
      { numRuns: 300 },
    )
  })

  it('is bounded by the sum of its absolute terms, as is the same sum over the objects', () => {
    fc.assert(
      fc.property(cases, ({ dim, terms, multiset: { set, expanded } }) => {
        const [term] = terms
        const polynomial = symmetricPolynomial({ dim, terms: [term] })
        const scale = polynomial.absoluteTerms(set)
        expect(Math.abs(polynomial.evaluate(set))).toBeLessThanOrEqual(scale)
        const magnitudes = expanded.map(point => point.map(Math.abs))
        const positive = { ...term, coefficient: Math.abs(term.coefficient) }
        expect(bruteForce([positive], magnitudes)).toBeLessThanOrEqual(scale * (1 + 1e-13))
      }),
    )
  })

  it('of two factors subtracts the diagonal, and its absolute terms add it', () => {
    const set = weightedSet([[2], [-3]], { weights: [1, 0.5] })
    const pairs = symmetricPolynomial({ dim: 1, terms: [{ coefficient: 1, exponents: [[1], [1]] }] })
    expect(pairs.evaluate(set)).toBe(0.5 ** 2 - (4 + 4.5))
    expect(pairs.absoluteTerms(set)).toBe(3.5 ** 2 + (4 + 4.5))
    expect(pairs.absoluteTermsFromMoments(absoluteMoments(set, 3))).toBe(3.5 ** 2 + (4 + 4.5))
  })

  it('of equal factors is a multiple of an elementary one, for all real weights and long products', () => {
    fc.assert(
      fc.property(weightedSets({ dim: 1, largest: 6 }), fc.integer({ min: 0, max: 12 }), (set, degree) => {
        const exponents = Array.from({ length: degree }, () => [1])
        const polynomial = symmetricPolynomial({ dim: 1, terms: [{ coefficient: 1, exponents }] })
        let factorial = 1
        for (let i = 2; i <= degree; i++) factorial *= i
        const expected = factorial * elementaryFromPowerSums(moments(set, degree).values)[degree]
        const scale = polynomial.absoluteTerms(set)
        expect(Math.abs(polynomial.evaluate(set) - expected)).toBeLessThanOrEqual(1e-12 * scale)
      }),
    )
  })

  it('keeps its value on other points of the same moments up to its degree, and only up to it', () => {
    const cubic = symmetricPolynomial({
      dim: 2,
      terms: [
        {
          coefficient: 2,
          exponents: [
            [1, 1],
            [1, 0],
          ],
        },
        {
          coefficient: -1,
          exponents: [
            [2, 0],
            [0, 1],
          ],
        },
        { coefficient: 5, exponents: [[0, 2]] },
        { coefficient: 3, exponents: [] },
      ],
    })
    const difference = Math.abs(cubic.evaluate(gauss) - cubic.evaluate(simpson))
    expect(cubic.degree).toBe(3)
    expect(difference).toBeLessThanOrEqual(1e-14 * cubic.absoluteTerms(gauss))
    const quartic = symmetricPolynomial({ dim: 2, terms: [{ coefficient: 1, exponents: [[4, 0]] }] })
    expect(Math.abs(quartic.evaluate(gauss) - quartic.evaluate(simpson))).toBeGreaterThan(0.1)
  })

  it('says what is wrong with terms and moments', () => {
    const term = (exponents: number[][], coefficient = 1): SymmetricTerm => ({ coefficient, exponents })
    const make = (...terms: SymmetricTerm[]) => symmetricPolynomial({ dim: 2, terms })
    expect(() => make(term([[1, 0]]), term([[1]]))).toThrow(/Term 1 has the exponents \[1\]/)
    expect(() => make(term([[1, -1]]))).toThrow(OptionError)
    const different = Array.from({ length: 12 }, (_, i) => [2 ** i, 0])
    expect(() => make(term(different))).toThrow(/at most 10 different factors/)
    expect(() => make(term([[1, 1]], Number.NaN))).toThrow(/coefficient of term 0 is NaN/)
    const quadratic = make(term([[1, 1]]))
    expect(() => quadratic.fromMoments(moments(gauss, 1))).toThrow(/order 1/)
    expect(() => quadratic.evaluate(weightedSet([[1]]))).toThrow(/dim 1/)
  })
})

/** Tensor products of two rules on [-1, 1] that agree up to degree 3: Gauss–Legendre and Simpson. */
const root = Math.sqrt(1 / 3)
const gauss = tensorRule([-root, root], [1, 1])
const simpson = tensorRule([-1, 0, 1], [1 / 3, 4 / 3, 1 / 3])

function tensorRule(nodes: number[], weights: number[]) {
  return weightedSet(
    nodes.flatMap(x => nodes.map(y => [x, y])),
    { weights: weights.flatMap(a => weights.map(b => a * b)) },
  )
}

function bruteForce(terms: readonly SymmetricTerm[], objects: readonly (readonly number[])[]): number {
  const used = new Set<number>()
  const extend = (factors: readonly (readonly number[])[]): number => {
    if (factors.length === 0) return 1
    const [alpha, ...rest] = factors
    let total = 0
    objects.forEach((object, i) => {
      if (used.has(i)) return
      used.add(i)
      total += alpha.reduce((product, power, axis) => product * object[axis] ** power, 1) * extend(rest)
      used.delete(i)
    })
    return total
  }
  return terms.reduce((total, term) => total + term.coefficient * extend(term.exponents), 0)
}
