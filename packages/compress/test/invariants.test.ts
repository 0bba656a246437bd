import { type Compression, chebyshev, compress, type Quality, sum } from '@polylog/compress'
import { COVERING_KINDS, createRng, OptionError, polynomialCount, type WeightedSet } from '@polylog/core'
import { compressionProblems, HARD_FAMILIES, hardSet, polynomialRankBound } from '@polylog/testkit'
import { arbitraryHardSet } from '@polylog/testkit/fast-check'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { uniformPoints } from './uniform-points.js'

const QUALITIES: readonly Quality[] = ['fast', 'balanced', 'best']

const options = fc.record({
  order: fc.constantFrom<number | 'auto'>(0, 1, 2, 3, 4, 'auto'),
  quality: fc.constantFrom(...QUALITIES),
  covering: fc.option(fc.constantFrom(...COVERING_KINDS), { nil: undefined }),
  seed: fc.integer({ min: 0, max: 1000 }),
})

const goals = fc.oneof(
  fc.record({ size: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ ratio: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
)

const sizeOf = (goal: { size: number } | { ratio: number }, set: WeightedSet) =>
  'size' in goal ? goal.size : Math.ceil(goal.ratio * set.size)

const copyOf = ({ points, weights }: WeightedSet) => ({ points: points.slice(), weights: weights.slice() })

/** Everything but the clock. */
const withoutSeconds = ({ set, indices, certificate: { seconds: _, ...certificate } }: Compression) => ({
  set,
  indices,
  certificate,
})

describe.each(HARD_FAMILIES)('of %s data, every compression', family => {
  it('has weights >= 0, rows of the input, at most min(size, d) of them, its mass and its moments', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryHardSet({ families: [family], maxSize: 150, maxDim: 3 }),
        options,
        goals,
        async ({ set }, option, goal) => {
          const before = copyOf(set)
          const size = sizeOf(goal, set)
          const needed = option.order === 'auto' ? 0 : polynomialCount(set.dim, option.order)
          if (needed > size && size < set.size) {
            await expect(compress(set, { ...option, ...goal })).rejects.toThrow(OptionError)
            return
          }
          const compression = await compress(set, { ...option, ...goal })
          const { certificate } = compression
          const features = certificate.order === undefined ? undefined : chebyshev(certificate.order)
          expect(compressionProblems(compression, set, { size, features })).toEqual([])
          expect(copyOf(set)).toEqual(before)

          expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
          expect(certificate.massError).toBeLessThanOrEqual(1e-12)
          expect(certificate).toMatchObject({ inputSize: set.size, outputSize: compression.set.size })
          if (option.order !== 'auto') expect(certificate.order).toBe(option.order)
          if (size >= set.size) {
            expect(compression.set).toBe(set)
          } else {
            expect(compression.set.weights.every(weight => weight > 0)).toBe(true)
            expect(set.weights.filter((_, row) => compression.indices.includes(row))).not.toContain(0)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is the same to the last bit when it is repeated', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryHardSet({ families: [family], maxSize: 150, maxDim: 3 }),
        options,
        async ({ set }, option) => {
          const size = Math.max(35, set.size >> 1)
          const first = await compress(set, { ...option, size })
          const second = await compress(set, { ...option, size })
          expect(withoutSeconds(second)).toEqual(withoutSeconds(first))
        },
      ),
      { numRuns: 15 },
    )
  })

  it.each([0, 1, 2, 3])('of order %i in one cell keeps at most rank many points', async order => {
    for (const dim of [1, 2, 3]) {
      const hard = hardSet(family, createRng(order), { size: 200, dim })
      const size = polynomialCount(dim, order)
      const { set, certificate } = await compress(hard.set, { size, order, quality: 'fast' })
      const rows = Uint32Array.from({ length: hard.set.size }, (_, row) => row)
      if (hard.set.size <= size) continue
      // Equal points are merged before that cell is come to.
      if (family !== 'constant') expect(certificate.cells).toBeLessThanOrEqual(1)
      expect(set.size).toBeLessThanOrEqual(polynomialRankBound(hard, order, rows))
    }
  })
})

test('another seed may choose other points, and keeps the same moments', async () => {
  const { set } = hardSet('generic', createRng(1), { size: 600, dim: 2 })
  const [first, second] = await Promise.all(
    [1, 2].map(seed => compress(set, { size: 60, features: sum(chebyshev(3)), seed, quality: 'balanced' })),
  )
  expect(first.indices).not.toEqual(second.indices)
  expect(compressionProblems(second, set, { size: 60, features: chebyshev(3) })).toEqual([])
})

test('larger sets keep every promise too', async () => {
  for (const family of HARD_FAMILIES) {
    const { set } = hardSet(family, createRng(9), { size: 2000, dim: 3 })
    for (const quality of QUALITIES) {
      const size = 200
      const compression = await compress(set, { size, order: 4, quality })
      expect(compressionProblems(compression, set, { size, features: chebyshev(4) })).toEqual([])
    }
  }
})

test('few features of very many points keep every promise too', async () => {
  const { set } = hardSet('generic', createRng(4), { size: 30_000, dim: 2 })
  for (const order of [1, 2, 3, 4]) {
    for (const size of [15, 40]) {
      const compression = await compress(set, { size, order, quality: 'fast' })
      expect(compressionProblems(compression, set, { size, features: chebyshev(order) })).toEqual([])
    }
  }
})

test('of points in general position, exactly as many are left as were asked for', async () => {
  for (const size of [800, 801, 1077]) {
    const { set } = await compress(uniformPoints(1078, 2), { size, order: 2, quality: 'best' })
    expect(set.size).toBe(size)
  }
})
