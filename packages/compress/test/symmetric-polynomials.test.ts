import { chebyshev, compress } from '@polylog/compress'
import { type WeightedSet, weightedSet } from '@polylog/core'
import { absoluteMoments, mergeMoments, moments, symmetricPolynomial } from '@polylog/deepset'
import { compressionProblems, HARD_FAMILIES } from '@polylog/testkit'
import { arbitraryHardSet } from '@polylog/testkit/fast-check'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uniformPoints } from './uniform-points.js'

/**
 * Moments are kept to the rounding of each cell's box. Where one coordinate is 1e5 times all others, that box is
 * no measure of the others' powers, and no method that computes in double precision could keep those.
 */
const FAMILIES = HARD_FAMILIES.filter(family => family !== 'heavy tails')

/** Symmetric polynomials of degree `order` and of at most four factors a term. */
const polynomials = (dim: number, order: number) => {
  const factor = fc
    .array(fc.integer({ min: 0, max: dim - 1 }), { minLength: 1, maxLength: order })
    .map(axes => Array.from({ length: dim }, (_, axis) => axes.filter(other => other === axis).length))
  const degree = (exponents: readonly number[][]) => exponents.flat().reduce((total, power) => total + power)
  const term = fc.record({
    coefficient: fc.integer({ min: -10, max: 10 }),
    exponents: fc
      .array(factor, { minLength: 1, maxLength: 4 })
      .filter(exponents => degree(exponents) <= order),
  })
  return fc.array(term, { minLength: 1, maxLength: 3 }).map(terms => symmetricPolynomial({ dim, terms }))
}

test('a symmetric polynomial of degree k keeps its value at order k, to 1e-12 of its absolute terms', async () => {
  const cases = fc
    .tuple(arbitraryHardSet({ families: FAMILIES, maxSize: 200, maxDim: 3 }), fc.integer({ min: 1, max: 4 }))
    .chain(([{ set }, order]) =>
      fc.record({
        set: fc.constant(set),
        order: fc.constant(order),
        polynomial: polynomials(set.dim, order),
      }),
    )
  await fc.assert(
    fc.asyncProperty(cases, async ({ set, order, polynomial }) => {
      const compressed = await compress(set, { size: 40, order })
      const error = Math.abs(polynomial.evaluate(compressed.set) - polynomial.evaluate(set))
      expect(error).toBeLessThanOrEqual(1e-12 * polynomial.absoluteTerms(set))
    }),
    { numRuns: 300 },
  )
})

test('one of degree k + 1 does not', async () => {
  const set = uniformPoints(2000, 2)
  const polynomial = symmetricPolynomial({
    dim: 2,
    terms: [
      {
        coefficient: 1,
        exponents: [
          [2, 0],
          [0, 1],
        ],
      },
    ],
  })
  const after = async (order: number) =>
    polynomial.evaluate((await compress(set, { size: 40, order, quality: 'fast' })).set)
  const value = polynomial.evaluate(set)
  const scale = polynomial.absoluteTerms(set)
  expect(Math.abs((await after(2)) - value) / scale).toBeGreaterThan(1e-9)
  expect(Math.abs((await after(3)) - value) / scale).toBeLessThan(1e-14)
})

test('the union of two compressions has the sum of the moments, and so has its compression', async () => {
  const order = 4
  await fc.assert(
    fc.asyncProperty(
      arbitraryHardSet({ families: FAMILIES, maxSize: 150, maxDim: 2 }),
      arbitraryHardSet({ families: ['generic', 'duplicated', 'lattice'], maxSize: 150, maxDim: 1 }),
      async ({ set: first }, { set: other }) => {
        const second = stretched(other, first.dim)
        const [one, two] = await Promise.all([first, second].map(set => compress(set, { size: 30, order })))
        const expected = mergeMoments(moments(first, order), moments(second, order))
        const scales = mergeMoments(absoluteMoments(first, order), absoluteMoments(second, order))
        const union = joined(one.set, two.set)
        const found = moments(union, order)
        found.values.forEach((value, j) => {
          expect(Math.abs(value - expected.values[j])).toBeLessThanOrEqual(1e-12 * scales.values[j])
        })
        const again = await compress(union, { size: 30, order })
        expect(compressionProblems(again, union, { size: 30, features: chebyshev(order) })).toEqual([])
      },
    ),
    { numRuns: 100 },
  )
})

/** Every coordinate repeated until there are `dim`. */
function stretched({ size, points, weights }: WeightedSet, dim: number): WeightedSet {
  return weightedSet(
    Float64Array.from({ length: size * dim }, (_, i) => points[Math.floor(i / dim)] * (1 + (i % dim))),
    { dim, weights },
  )
}

function joined(one: WeightedSet, two: WeightedSet): WeightedSet {
  return weightedSet(Float64Array.of(...one.points, ...two.points), {
    dim: one.dim,
    weights: Float64Array.of(...one.weights, ...two.weights),
  })
}
