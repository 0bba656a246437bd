import { cpu } from '@polylog/backend-cpu'
import { type CompressOptions, chebyshev, compress } from '@polylog/compress'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(800, 2)

const probe = ([x, y]: Float64Array) => [1 / (1 + Math.exp(-3 * x - y)), Math.abs(x - 0.4 * y)]

type Rest = Omit<CompressOptions, 'size' | 'ratio' | 'tolerance'>

describe.each<[string, Rest]>([
  ['on a probe', { probe, quality: 'fast' }],
  ['on a probe at a given order', { probe, order: 3, quality: 'fast' }],
  ['on a probe with features', { probe, features: chebyshev(2), quality: 'fast' }],
  ['on the next order', { order: 2, quality: 'fast' }],
  ['on the next order, balanced', { order: 1, quality: 'balanced' }],
])('a tolerance %s', (_, options) => {
  it('is met, by no fewer points the smaller it is', async () => {
    let last = 0
    for (const tolerance of [1, 1e-2, 1e-3, 1e-4, 1e-5]) {
      const { set: kept, certificate } = await compress(set, { ...options, tolerance })
      const error = options.probe ? certificate.probeError : certificate.nextOrderDefect
      expect(error).toBeLessThanOrEqual(tolerance)
      expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
      expect(kept.size).toBeGreaterThanOrEqual(last)
      last = kept.size
    }
    expect(last).toBeGreaterThan(20)
  })
})

describe('a tolerance', () => {
  it('that one point meets is met by one, in many dimensions, too', async () => {
    const many = uniformPoints(300, 12, 3)
    const { set: kept } = await compress(many, { tolerance: 10, probe: ([x]) => [x] })
    expect(kept.size).toBe(1)
    expect(kept.weights[0]).toBeCloseTo(
      many.weights.reduce((sum, weight) => sum + weight, 0),
      9,
    )
  })

  it('is not met by a tenth fewer points than those found', async () => {
    const options = { probe, order: 1, quality: 'fast', backend: cpu() } as const
    for (const tolerance of [3e-3, 1e-3, 3e-4]) {
      const { set: kept } = await compress(set, { ...options, tolerance })
      const { certificate } = await compress(set, { ...options, size: Math.floor(0.9 * kept.size) })
      expect(kept.size).toBeLessThan(set.size)
      expect(certificate.probeError).toBeGreaterThan(tolerance)
    }
  })

  it('takes the order that needs the fewest points, where there is nothing else to judge by', async () => {
    const options = { tolerance: 1e-3, quality: 'fast' } as const
    const { set: kept, certificate } = await compress(set, options)
    expect(certificate.nextOrderDefect).toBeLessThanOrEqual(1e-3)
    for (const order of [1, 2, 3, 4, 5]) {
      const { set: other } = await compress(set, { ...options, order })
      expect(kept.size).toBeLessThanOrEqual(other.size)
    }
    const orders = new Set(certificate.tolerance!.tried.map(({ order }) => order))
    expect(orders.size).toBeGreaterThan(2)
    expect(orders).toContain(certificate.order)
  })

  it('below rounding is met by the whole input', async () => {
    for (const size of [200, 2000]) {
      const input = uniformPoints(size, 2)
      const { set: kept, certificate } = await compress(input, { probe, tolerance: 1e-300 })
      expect(kept).toBe(input)
      // What fewer points can do is said.
      const { asked, reached, reachable, tried } = certificate.tolerance!
      expect([asked, reached]).toEqual([1e-300, 0])
      expect(reachable).toBeGreaterThanOrEqual(1e-16)
      expect(reachable).toBeLessThan(1e-7)
      expect(tried.some(({ error }) => error === reachable)).toBe(true)
    }
    const met = await compress(uniformPoints(200, 2), { probe, tolerance: 1e-3 })
    expect(met.certificate.tolerance!.reachable).toBeUndefined()
  })

  it('refuses a budget where no order is chosen on trial', async () => {
    const refused = rejection(compress(set, { tolerance: 1e-3, budget: { work: 1e9 } }))
    expect(await refused).toMatchObject({
      code: 'bad-option',
      problem: 'budget is given with a tolerance and no probe',
    })
    const { certificate } = await compress(set, { tolerance: 1e-3, budget: { work: 1e9 }, probe })
    expect(certificate.probeError).toBeLessThanOrEqual(1e-3)
  })

  it('needs a probe where features are given', async () => {
    expect(await rejection(compress(set, { tolerance: 1e-3, features: chebyshev(2) }))).toMatchObject({
      code: 'bad-option',
      problem: 'tolerance is given for features without a probe',
    })
  })

  it.each([{ order: 6 }, { order: 'auto' as const }])('is met on few points too: %j', async options => {
    const few = uniformPoints(7, 2)
    const { certificate } = await compress(few, { ...options, tolerance: 1e-9 })
    expect(certificate.outputSize).toBeLessThanOrEqual(7)
  })
})
