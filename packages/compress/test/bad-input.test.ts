import { type CompressOptions, compress, plan } from '@polylog/compress'
import { type PointsInput, weightedSet } from '@polylog/core'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'

const refusal = (input: unknown, options: object = { size: 2 }) =>
  rejection(compress(input as PointsInput, options as CompressOptions))

describe('bad points', () => {
  it.each([Number.NaN, Infinity, -Infinity])('are named by row and column: %d', async value => {
    const flat = Float64Array.from({ length: 30 }, (_, i) => (i === 16 ? value : i))
    const problem = `Row 5, column 1 is ${value}`
    expect(await refusal(flat, { dim: 3, size: 2 })).toMatchObject({ code: 'bad-input', problem })
    const nested = Array.from({ length: 10 }, (_, row) => [...flat.subarray(3 * row, 3 * row + 3)])
    expect(await refusal(nested)).toMatchObject({ code: 'bad-input', problem })
    const set = { size: 10, dim: 3, points: flat, weights: new Float64Array(10).fill(1) }
    expect(await refusal(set)).toMatchObject({ code: 'bad-input', problem })
  })

  it('of a wrong length are not cut', async () => {
    expect(await refusal(new Float64Array(31), { dim: 3, size: 2 })).toMatchObject({
      code: 'bad-input',
      problem: 'The array holds 31 numbers, which is not a multiple of dim = 3',
    })
    expect(await refusal([[1, 2], [3]])).toMatchObject({
      code: 'bad-input',
      problem: 'Row 1 has 1 coordinates where 2 were expected',
    })
    const set = { size: 4, dim: 3, points: new Float64Array(11), weights: new Float64Array(4).fill(1) }
    expect(await refusal(set)).toMatchObject({ code: 'bad-input' })
  })

  it.each([
    [[], { size: 2 }],
    [new Float64Array(0), { dim: 2, size: 2 }],
  ])('are none at all', async (input, options) => {
    expect(await refusal(input, options)).toMatchObject({
      code: 'bad-input',
      problem: 'The input holds no points',
    })
  })

  it.each([undefined, null, 7, 'abc', {}])('are no points: %j', async input => {
    expect(await refusal(input)).toMatchObject({ code: 'bad-input' })
  })

  it('that are flat need dim', async () => {
    expect(await refusal(new Float64Array(30))).toMatchObject({
      code: 'bad-option',
      problem: 'dim is missing for a flat array of 30 numbers',
    })
    for (const dim of [0, -1, 1.5]) {
      expect(await refusal(new Float64Array(30), { dim, size: 2 })).toMatchObject({
        code: 'bad-option',
        problem: `dim is ${dim}`,
      })
    }
  })

  it('that contradict dim are refused', async () => {
    const rows = [
      [1, 2],
      [3, 4],
    ]
    expect(await refusal(rows, { dim: 3, size: 1 })).toMatchObject({ code: 'bad-input' })
    expect(await refusal(weightedSet(rows), { dim: 3, size: 1 })).toMatchObject({
      message: expect.stringContaining('dim'),
    })
  })
})

describe('bad weights', () => {
  const set = (weights: readonly number[]) => ({
    size: 3,
    dim: 1,
    points: Float64Array.of(1, 2, 3),
    weights: Float64Array.from(weights),
  })

  it.each([-1e-9, Number.NaN, Infinity])('are named by row: %d', async weight => {
    expect(await refusal(set([1, weight, 1]))).toMatchObject({
      code: 'bad-input',
      problem: `The weight of row 1 is ${weight}`,
    })
  })

  it('are all zero, or too few', async () => {
    expect(await refusal(set([0, 0, 0]))).toMatchObject({
      code: 'bad-input',
      problem: 'All weights are zero',
    })
    expect(await refusal(set([1, 1]))).toMatchObject({ code: 'bad-input' })
  })
})

describe('every kind of points', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [(i * 7) % 13, (i * i) % 11])
  const flat = rows.flat()

  it.each([
    Float64Array.from(flat),
    Float32Array.from(flat),
    Int32Array.from(flat),
    Uint8Array.from(flat),
    Int16Array.from(flat),
  ])('is compressed alike, and left alone', async points => {
    const before = points.slice()
    const expected = await compress(rows, { size: 12, order: 2 })
    const { set, indices } = await compress(points, { dim: 2, size: 12, order: 2 })
    expect({ set, indices }).toEqual({ set: expected.set, indices: expected.indices })
    expect(points).toEqual(before)
    expect(points.buffer.byteLength).toBe(before.buffer.byteLength)
  })

  it('gives a result that shares no memory with it', async () => {
    const points = Float64Array.from(flat)
    const { set } = await compress(points, { dim: 2, size: 12 })
    expect(set.points.buffer).not.toBe(points.buffer)
  })
})

describe('plan', () => {
  it.each([{ size: 0, dim: 2 }, { size: 10, dim: 0 }, { size: 10.5, dim: 2 }, { size: 10 }])(
    'names a bad shape: %j',
    async shape => {
      const error = await rejection(plan(shape as { size: number; dim: number }, { size: 3 }))
      expect(error).toMatchObject({ code: 'bad-option', problem: expect.stringContaining("shape's") })
    },
  )
})

describe('options that are none', () => {
  it('may be called as what every object has', async () => {
    expect(await refusal([[1], [2], [3]], { size: 2, constructor: 'best' })).toMatchObject({
      problem: '"constructor" is not an option of a compression',
    })
  })

  it('are named, and what to do instead', async () => {
    expect(await refusal([[1], [2], [3]], { size: 2, qualty: 'best' })).toMatchObject({
      code: 'bad-option',
      problem: '"qualty" is not an option of a compression',
    })
    expect(await refusal([[1], [2], [3]], { size: 2, weights: [1, 2, 3] })).toMatchObject({
      remedy: 'Give weights with the points: weightedSet(points, { dim, weights })',
    })
    expect(await rejection(compress([[1], [2]], undefined as never))).toMatchObject({
      code: 'bad-option',
      problem: 'The options are of type undefined',
    })
  })

  it('big integers are no coordinates', async () => {
    expect(await refusal(new BigInt64Array(6), { size: 2, dim: 2 })).toMatchObject({
      code: 'bad-input',
      problem: 'The points are a BigInt64Array',
    })
  })
})

describe('options of a wrong kind', () => {
  it.each([
    [{ probe: 5 }, 'probe is of type number'],
    [{ signal: {} }, 'signal is no AbortSignal'],
    [{ covering: { kind: 'balls', share: Number.NaN } }, 'share is NaN'],
    [
      { features: { kind: 'polynomial', basis: 'hermite', order: 1 } },
      'The basis of polynomial features is "hermite"',
    ],
    [{ features: { kind: 'custom', count: 1 } }, 'The custom features are of type undefined'],
    [{ features: { kind: 'sum', maps: [] } }, 'The maps of a sum of features are none'],
    [{ features: null }, 'features is of the unknown kind undefined'],
  ])('%j', async (options, problem) => {
    const points = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i))
    expect(await refusal(points, { dim: 2, size: 10, ...options })).toMatchObject({
      code: 'bad-option',
      problem,
    })
  })

  it('every seed that is accepted can be used', async () => {
    const points = Float64Array.from({ length: 4000 }, (_, i) => Math.sin(i))
    for (const seed of [-(2 ** 31), 2 ** 32 - 1]) {
      expect((await compress(points, { dim: 1, size: 50, order: 2, seed })).set.size).toBeLessThanOrEqual(50)
    }
  })
})
