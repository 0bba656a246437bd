import { chebyshev, compress, plan } from '@polylog/compress'
import { polynomialCount } from '@polylog/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

/** A clock that moves by one millisecond at every look, so that no claim hangs on the machine. */
beforeEach(() => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now++)
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('plan', () => {
  it('names what compress then does', async () => {
    const shape = { size: 4000, dim: 2 }
    for (const options of [
      { size: 200, order: 3 },
      { ratio: 0.05, order: 3 },
    ]) {
      const planned = await plan(shape, { ...options, quality: 'fast' })
      const { set, certificate } = await compress(uniformPoints(4000, 2), { ...options, quality: 'fast' })
      expect(planned).toMatchObject({ inputSize: 4000, outputSize: 200, order: 3, featureCount: 10 })
      expect(planned.cells).toBe(certificate.cells)
      expect(planned.passes).toBe(certificate.passes)
      expect(set.size).toBeLessThanOrEqual(planned.outputSize)
    }
  })

  it('takes more seconds and bytes for more rows', async () => {
    for (const quality of ['fast', 'balanced'] as const) {
      const plans = []
      for (const size of [10_000, 100_000, 1_000_000, 10_000_000]) {
        plans.push(await plan({ size, dim: 3 }, { size: 500, order: 3, quality }))
      }
      for (let i = 1; i < plans.length; i++) {
        expect(plans[i].seconds).toBeGreaterThan(plans[i - 1].seconds)
        expect(plans[i].bytes).toBeGreaterThan(plans[i - 1].bytes)
      }
      expect(plans[3].bytes).toBeGreaterThan(10_000_000 * 4 * 8)
    }
  })

  it('expects less error of more points', async () => {
    const errors = []
    for (const size of [40, 160, 640, 2560]) {
      errors.push((await plan({ size: 50_000, dim: 2 }, { size, order: 3 })).expectedError)
    }
    expect(errors).toEqual([...errors].sort((a, b) => b - a))
    expect(errors[3]).toBeGreaterThan(0)
    expect(errors[3]).toBeLessThan(errors[0] / 1000)
  })

  it('weighs orders by the rows of the input, not of its own trial', async () => {
    const few = await plan({ size: 20_000, dim: 3 }, { size: 1000 })
    const many = await plan({ size: 30_000_000, dim: 3 }, { size: 1000 })
    expect(many.order!).toBeLessThan(few.order!)
  })

  it('has nothing to say against an order where nothing is left out', async () => {
    expect(await plan({ size: 5, dim: 2 }, { size: 10, order: 9 })).toMatchObject({ passes: 0, seconds: 0 })
  })

  it('plans principal directions where not even order 1 fits', async () => {
    const planned = await plan({ size: 1000, dim: 20 }, { size: 8 })
    expect(planned).toMatchObject({ order: undefined, featureCount: 8, outputSize: 8 })
  })

  it('chooses an order that fits, and says that it did', async () => {
    for (const dim of [1, 2, 6]) {
      const planned = await plan({ size: 20_000, dim }, { size: 300 })
      expect(planned.order).toBeGreaterThanOrEqual(1)
      expect(polynomialCount(dim, planned.order!)).toBe(planned.featureCount)
      expect(planned.featureCount).toBeLessThanOrEqual(300)
      expect(planned.notes.join()).toContain(`Order ${planned.order} was chosen`)
    }
    const given = await plan({ size: 20_000, dim: 2 }, { size: 300, order: 2 })
    expect(given.order).toBe(2)
    expect(given.notes.join()).not.toContain('was chosen')
  })

  it('never fails with order auto, however small the size', async () => {
    for (const shape of [
      { size: 1, dim: 1 },
      { size: 2, dim: 5 },
      { size: 1000, dim: 20 },
    ]) {
      for (const size of [1, 2, 5]) expect((await plan(shape, { size })).seconds).toBeGreaterThanOrEqual(0)
    }
  })

  it('takes nothing where nothing has to be left out', async () => {
    expect(await plan({ size: 100, dim: 2 }, { size: 100, order: 2 })).toMatchObject({
      outputSize: 100,
      seconds: 0,
      expectedError: 0,
      passes: 0,
    })
  })

  it('refuses what compress refuses, and what it cannot know', async () => {
    const shape = { size: 1000, dim: 3 }
    const refusal = (options: object) => rejection(plan(shape, options as { size: number }))
    expect(await refusal({ size: 30, order: 5 })).toMatchObject({
      message:
        'Order 5 in 3 dimensions needs 56 points, more than size 30. Give size 56 or more, or order 3 or less.',
    })
    expect(await refusal({ tolerance: 1e-3 })).toMatchObject({
      code: 'bad-option',
      problem: 'plan was asked with a tolerance',
    })
    expect(await refusal({ size: 50, features: chebyshev(2) })).toMatchObject({ code: 'bad-option' })
    expect(await refusal({})).toMatchObject({ code: 'bad-option' })
    expect(await refusal({ size: 0 })).toMatchObject({ problem: 'size is 0' })
    expect(await refusal({ size: 50, quality: 'none' })).toMatchObject({ problem: 'quality is "none"' })
  })

  it('can be aborted', async () => {
    const reason = new Error('enough')
    expect(
      await rejection(plan({ size: 9000, dim: 3 }, { size: 50, signal: AbortSignal.abort(reason) })),
    ).toBe(reason)
  })
})
