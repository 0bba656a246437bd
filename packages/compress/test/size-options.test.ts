import { type CompressOptions, chebyshev, compress } from '@polylog/compress'
import { polynomialCount, weightedSet } from '@polylog/core'
import { describe, expect, it, test } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(500, 3)

/** Options as JavaScript may hand them in. */
const refusal = (options: object) => rejection(compress(set, options as CompressOptions))

describe('of size, ratio and tolerance, compress', () => {
  it('wants one', async () => {
    expect(await refusal({})).toMatchObject({
      code: 'bad-option',
      problem: expect.stringContaining('None of'),
    })
  })

  it.each([
    { size: 10, ratio: 0.1 },
    { size: 10, tolerance: 1e-3 },
    { ratio: 0.1, tolerance: 1e-3 },
    { size: 10, ratio: 0.1, tolerance: 1e-3 },
  ])('wants no more than one: %j', async options => {
    const error = await refusal(options)
    expect(error).toMatchObject({ code: 'bad-option', remedy: expect.stringContaining('exactly one') })
  })

  it.each([
    ['size', [0, -1, 2.5, Number.NaN, Infinity, '10', null]],
    ['ratio', [0, -0.1, 1.001, Number.NaN, Infinity, null]],
    ['tolerance', [0, -1e-3, Number.NaN, Infinity, null]],
  ])('names a bad %s', async (name, values) => {
    for (const value of values) {
      const error = await refusal({ [name]: value })
      expect(error).toMatchObject({
        code: 'bad-option',
        problem: `${name} is ${typeof value === 'string' ? JSON.stringify(value) : value}`,
      })
    }
  })

  it.each([
    [0.001, 1],
    [0.1, 50],
    [0.1001, 51],
    [1, 500],
  ])('takes ratio %d of 500 points as %i points, rounded up', async (ratio, size) => {
    const { set: kept } = await compress(set, { ratio })
    expect(kept.size).toBe(size)
  })
})

describe('an order that does not fit', () => {
  it('is refused with the size it needs and the highest order that fits', async () => {
    expect(await refusal({ size: 30, order: 5 })).toMatchObject({
      code: 'bad-option',
      problem: 'Order 5 in 3 dimensions needs 56 points, more than size 30',
      remedy: 'Give size 56 or more, or order 3 or less',
    })
    expect(await refusal({ ratio: 0.004, order: 1 })).toMatchObject({
      remedy: 'Give size 4 or more, or order 0',
    })
  })

  it.each([1, 2, 3, 4])('of %i fits with the size that the message names', async order => {
    const needed = polynomialCount(3, order)
    expect(await refusal({ size: needed - 1, order })).toMatchObject({
      message: expect.stringContaining(`Give size ${needed} or more, or order ${order - 1}`),
    })
    const { certificate } = await compress(set, { size: needed, order })
    expect(certificate).toMatchObject({ order, featureCount: needed })
    await compress(set, { size: needed - 1, order: order - 1 })
  })

  it('is no error where nothing has to be left out', async () => {
    const { certificate } = await compress(uniformPoints(5, 3), { size: 5, order: 4 })
    expect(certificate).toMatchObject({ outputSize: 5, momentResidual: 0 })
  })
})

test('features that need more points than the size are refused alike', async () => {
  expect(await refusal({ size: 9, features: chebyshev(2) })).toMatchObject({
    code: 'bad-option',
    message:
      'The features need 10 points, the mass included, more than size 9. Give size 10 or more, or fewer features.',
  })
})

describe('a size of the input or more', () => {
  it.each([{ size: 500 }, { size: 10 ** 9 }, { ratio: 1 }])('returns the input as it is: %j', async goal => {
    const compression = await compress(set, { ...goal, order: 4, probe: ([x]) => [x] })
    expect(compression.set).toBe(set)
    expect(compression.indices).toEqual(Uint32Array.from({ length: 500 }, (_, row) => row))
    expect(compression.certificate).toMatchObject({
      inputSize: 500,
      outputSize: 500,
      cells: 0,
      massError: 0,
      momentResidual: 0,
      probeError: 0,
    })
  })

  it('keeps rows of weight zero too', async () => {
    const some = weightedSet([[1], [2], [3]], { weights: [1, 0, 2] })
    expect((await compress(some, { size: 3 })).set).toBe(some)
    expect((await compress(some, { size: 2 })).indices).toEqual(Uint32Array.of(0, 2))
  })
})

describe('other options', () => {
  it.each([
    [{ order: -1 }, 'order is -1'],
    [{ order: 1.5 }, 'order is 1.5'],
    [{ order: Number.NaN }, 'order is NaN'],
    [{ order: '3' }, 'order is 3'],
    [{ order: 3, features: chebyshev(3) }, 'order and features are both given'],
    [{ order: 'auto', features: chebyshev(3) }, 'order and features are both given'],
    [{ features: { kind: 'spline' } }, 'features is of the unknown kind "spline"'],
    [
      { features: { kind: 'polynomial', basis: 'legendre', order: -2 } },
      'The order of legendre features is -2',
    ],
    [{ quality: 'excellent' }, 'quality is "excellent"'],
    [{ covering: 'balls of wool' }, 'covering is "balls of wool"'],
    [{ covering: { kind: 'octree' } }, 'covering is {"kind":"octree"}'],
    [{ backend: 'cuda' }, 'backend is "cuda"'],
    [{ backend: [null] }, 'backend is null'],
    [{ backend: {} }, 'backend is {}'],
    [{ seed: 0.5 }, 'seed is 0.5'],
    [{ seed: Number.NaN }, 'seed is NaN'],
    [{ seed: 2 ** 32 }, 'seed is 4294967296'],
  ])('that cannot be honoured are named: %j', async (option, problem) => {
    expect(await refusal({ size: 100, ...option })).toMatchObject({ code: 'bad-option', problem })
  })

  it('that are honoured are named in the certificate', async () => {
    const { certificate } = await compress(set, { size: 100, order: 2, quality: 'best', seed: 7 })
    expect(certificate).toMatchObject({ order: 2, quality: 'best', seed: 7, featureCount: 10 })
    expect(certificate.seconds).toBeGreaterThanOrEqual(0)
    expect(certificate.maxCellDiameter).toBeGreaterThan(0)
  })
})
