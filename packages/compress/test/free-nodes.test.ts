import { cpu } from '@polylog/backend-cpu'
import { compress, custom, directions, plan, streamCompressor } from '@polylog/compress'
import { createRng, polynomialCount, type WeightedSet, weightedSet } from '@polylog/core'
import { boxOf } from '@polylog/moments'
import { sphericalPolynomials } from '@polylog/moments/structure'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

/** Mean error of the means of smooth ridge functions, which nothing here has seen. */
function smoothError(before: WeightedSet, after: WeightedSet, seed = 99): number {
  const { dim } = before
  const rng = createRng(seed)
  const forms = Array.from({ length: 32 }, () => Array.from({ length: dim }, () => 2 * rng.uniform() - 1))
  const means = ({ points, weights, size }: WeightedSet) =>
    forms.map(form => {
      let sum = 0
      let mass = 0
      for (let i = 0; i < size; i++) {
        const t = form.reduce((total, slope, axis) => total + slope * points[i * dim + axis], 0)
        sum += weights[i] / (1 + Math.exp(-2 * t))
        mass += weights[i]
      }
      return sum / mass
    })
  const expected = means(before)
  return means(after).reduce((total, mean, i) => total + Math.abs(mean - expected[i]), 0) / forms.length
}

/** Normal points around centres: three of unequal spread, or thirty with hardly any. */
function crowdOf(kind: 'mixture' | 'clustered', size: number, dim: number): WeightedSet {
  const rng = createRng(5)
  const centres = kind === 'mixture' ? 3 : 30
  const places = Array.from({ length: centres * dim }, () => 4 * rng.normal())
  const points = Float64Array.from({ length: size * dim }, (_, i) => {
    const centre = Math.floor(i / dim) % centres
    const spread = kind === 'mixture' ? 0.5 + centre : 0.05
    return places[centre * dim + (i % dim)] + spread * rng.normal()
  })
  return weightedSet(points, { dim })
}

describe("nodes: 'free'", () => {
  it.each([
    [1, 5, 40],
    [2, 4, 40],
    [2, 6, 12],
    [3, 3, 60],
    [4, 3, 9],
  ])(
    'in %i dimensions to order %i: at most %i new points, which keep all moments',
    async (dim, order, size) => {
      const input = uniformPoints(3000, dim)
      const { set, indices, certificate } = await compress(input, { size, order, nodes: 'free' })
      expect(set.size).toBeLessThanOrEqual(size)
      expect(set.size).toBeLessThan(polynomialCount(dim, order) * certificate.cells)
      expect(indices).toHaveLength(0)
      expect(certificate).toMatchObject({ nodes: 'free', order, outputSize: set.size })
      expect(certificate.momentResidual).toBeLessThan(1e-12)
      expect(certificate.massError).toBeLessThan(1e-13)
      expect(set.weights.every(weight => weight > 0)).toBe(true)
      const box = boxOf(input)
      set.points.forEach((x, i) => {
        expect(x).toBeGreaterThanOrEqual(box[i % dim])
        expect(x).toBeLessThanOrEqual(box[dim + (i % dim)])
      })
    },
  )

  it.each(['mixture', 'clustered'] as const)('of a %s: no more points than asked for', async kind => {
    const input = crowdOf(kind, 2000, 3)
    const { set, certificate } = await compress(input, { size: 16, order: 5, nodes: 'free' })
    expect(set.size).toBeLessThanOrEqual(16)
    expect(certificate).toMatchObject({ cells: 1, order: 5 })
    expect(certificate.momentResidual).toBeLessThan(1e-12)
  })

  it('errs twenty times less than kept points on functions that it has not seen', async () => {
    let ratio = 1
    const cases = [
      [1, 12],
      [2, 24],
      [3, 40],
    ] as const
    for (const [dim, size] of cases) {
      const input = uniformPoints(2000, dim, 7)
      const error = async (nodes: 'kept' | 'free') => {
        const { set } = await compress(input, { size, nodes })
        return smoothError(input, set)
      }
      ratio *= (await error('kept')) / Math.max(1e-15, await error('free'))
    }
    expect(ratio ** (1 / cases.length)).toBeGreaterThan(20)
  })

  it('comes down as far where high moments hang by a hair, or nearly', async () => {
    const rng = createRng(1)
    const input = weightedSet(
      Float64Array.from({ length: 1500 }, () => rng.normal()),
      { dim: 1 },
    )
    const { set, certificate } = await compress(input, { size: 20, order: 30, nodes: 'free' })
    expect(set.size).toBeLessThanOrEqual(20)
    expect(certificate.momentResidual).toBeLessThan(1e-12)
  })

  it('gives the same bits for the same seed, and leaves the input as it was', async () => {
    const input = uniformPoints(1000, 2)
    const before = { points: input.points.slice(), weights: input.weights.slice() }
    const options = { size: 30, order: 4, nodes: 'free', seed: 3 } as const
    const [first, second] = [await compress(input, options), await compress(input, options)]
    expect(second.set).toEqual(first.set)
    expect(input).toMatchObject(before)
  })

  it('keeps linear forms, rows of weight zero out, and what is few enough', async () => {
    const { points } = uniformPoints(500, 3)
    const weights = Float64Array.from({ length: 500 }, (_, i) => (i % 3 === 0 ? 0 : 1 + (i % 5)))
    const input = weightedSet(points, { dim: 3, weights })
    const features = directions([
      [1, 1, 0],
      [0, 1, -1],
      [2, 0, 1],
    ])
    const linear = await compress(input, { size: 2, features, nodes: 'free' })
    expect(linear.set.size).toBeLessThanOrEqual(2)
    expect(linear.certificate.momentResidual).toBeLessThan(1e-12)
    const all = await compress(input, { size: 500, order: 2, nodes: 'free' })
    expect(all.set).toBe(input)
    expect(all.indices).toHaveLength(0)
  })

  it.each([1, 2, 3, 4, 5, 7, 10])("finds an order for %i nodes, whatever 'auto' can do", async size => {
    for (const dim of [1, 2, 4]) {
      const { set, certificate } = await compress(uniformPoints(400, dim), { size, nodes: 'free' })
      expect(set.size).toBeLessThanOrEqual(size)
      expect(certificate.momentResidual).toBeLessThan(1e-12)
    }
  })

  it('finds the size for a tolerance', async () => {
    const input = uniformPoints(1000, 2)
    const [free, kept] = await Promise.all(
      (['free', 'kept'] as const).map(nodes => compress(input, { tolerance: 1e-3, order: 4, nodes })),
    )
    expect(free.certificate.nextOrderDefect).toBeLessThanOrEqual(1e-3)
    expect(free.set.size).toBeLessThan(kept.set.size)
  })

  it('tries larger sizes for a tolerance where the fewest nodes do not do', async () => {
    const input = uniformPoints(400, 3)
    const { set, certificate } = await compress(input, { tolerance: 0.5, order: 3, nodes: 'free' })
    expect(set.size).toBeLessThan(20)
    expect(certificate.momentResidual).toBeLessThan(1e-12)
  })

  it('of order 1 is the barycentre of each cell, whatever the dimension', async () => {
    const input = uniformPoints(3000, 30)
    const { set, certificate } = await compress(input, { size: 100, order: 1, nodes: 'free' })
    expect(set.size).toBe(100)
    expect(certificate.unmovedCells).toBe(0)
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-13)
  })

  it('does not try orders in dimensions where they would take for ever', async () => {
    const { certificate } = await compress(uniformPoints(300, 40), { size: 60, nodes: 'free' })
    expect(certificate.order).toBe(1)
  })

  it('tells of cells that keep rows, since their coordinates have no digits for anything else', async () => {
    const near = uniformPoints(600, 2)
    const far = weightedSet(
      near.points.map(value => value + 1e6),
      { dim: 2 },
    )
    const { certificate } = await compress(far, { size: 16, nodes: 'free' })
    expect(certificate.momentResidual).toBeLessThan(1e-12)
    expect(certificate.unmovedCells).toBeGreaterThan(0)
    expect((await compress(near, { size: 16, nodes: 'free' })).certificate.unmovedCells).toBe(0)
    expect((await compress(near, { size: 16 })).certificate.unmovedCells).toBeUndefined()
  })

  it('is refused where it has no meaning', async () => {
    const input = uniformPoints(300, 2)
    const nodes = 'free'
    expect(await rejection(compress(input, { size: 5, order: 6, nodes }))).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(
        /Order 6 in 2 dimensions needs 10 free nodes, more than size 5.*order 3/,
      ),
    })
    // Between points of a sphere lie others, for which polynomials on it are not all.
    const onSphere = compress(uniformPoints(300, 3), { size: 9, features: sphericalPolynomials(3, 2), nodes })
    expect(await rejection(onSphere)).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/on a sphere/),
    })
    const features = custom(() => [1], 1)
    expect(await rejection(compress(input, { size: 5, features, nodes }))).toMatchObject({
      code: 'bad-option',
    })
    expect(await rejection(plan({ size: 300, dim: 2 }, { size: 5, nodes }))).toMatchObject({
      code: 'bad-option',
    })
    const wrong = compress(input, { size: 5, nodes: 'new' as 'free' })
    expect(await rejection(wrong)).toMatchObject({ message: expect.stringMatching(/"new".*'kept', 'free'/) })
    const options = { size: 5, nodes } as Parameters<typeof streamCompressor>[0]
    expect(() => streamCompressor(options)).toThrow(/nodes is given for a stream/)
  })

  it('runs on the calling thread where a backend does not offer it, and says so', async () => {
    const backend = { ...cpu(), name: 'half', freeNodes: undefined }
    const { certificate } = await compress(uniformPoints(200, 2), {
      size: 8,
      order: 4,
      nodes: 'free',
      backend,
    })
    expect(certificate.backend.freeNodes).toMatchObject({
      ran: 'cpu (1 thread)',
      reason: 'half has no freeNodes',
    })
  })
})
