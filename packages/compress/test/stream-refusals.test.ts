import { cpu } from '@polylog/backend-cpu'
import { chebyshev, custom, type StreamOptions, streamCompressor } from '@polylog/compress'
import {
  AccuracyError,
  type Backend,
  InputError,
  OptionError,
  type ReduceRequest,
  type Reduction,
  weightedSet,
} from '@polylog/core'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'
import { SMALL, slice, streamed } from './stream-of.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(1000, 2)

describe('what cannot be done is refused, and the stream goes on', () => {
  it.each([
    ['a ratio', { ratio: 0.1 }, /ratio is given for a stream.*Give size/],
    ['a tolerance', { tolerance: 0.1 }, /tolerance is given for a stream.*Give size/],
    ['no size', {}, /size is undefined/],
    ['a bad size', { size: 1.5 }, /size is 1\.5/],
    ['an unknown option', { size: 9, sise: 4 }, /"sise" is not an option/],
    ['a bad firstRow', { size: 9, firstRow: -1 }, /firstRow is -1/],
    ['too small a buffer', { size: 9, bufferRows: 71 }, /bufferRows is 71 for size 9.*72/],
    ['order and features', { size: 9, order: 1, features: chebyshev(1) }, /order and features/],
    [
      'features and a budget',
      { size: 9, features: chebyshev(1), budget: { work: 1e9 } },
      /no order to choose/,
    ],
    ['an order that does not fit', { size: 9, order: 3, dim: 2 }, /Order 3.*order 2/],
    ['a bad quality', { size: 9, quality: 'good' }, /quality/],
    ['a bad dim', { size: 9, dim: 0 }, /dim is 0/],
  ])('%s', (_, options, message) => {
    expect(() => streamCompressor(options as unknown as StreamOptions)).toThrow(OptionError)
    expect(() => streamCompressor(options as unknown as StreamOptions)).toThrow(message)
  })

  it('an order that does not fit the first chunk', async () => {
    const stream = streamCompressor({ size: 9, order: 3 })
    await expect(stream.push(set)).rejects.toThrow(/Order 3 in 2 dimensions/)
  })

  it.each([
    ['NaN', Float64Array.of(1, 2, 3, NaN), /Row 1 of the chunk, column 1 is NaN/],
    ['infinity', Float32Array.of(1, -Infinity), /Row 0 of the chunk, column 1 is -Infinity/],
    ['half a row', Float64Array.of(1, 2, 3), /not a multiple of dim = 2/],
    [
      'a negative weight',
      { ...weightedSet([[1, 2]]), weights: Float64Array.of(-1) },
      /weight of row 0 of the chunk/,
    ],
    ['another dimension', weightedSet([[1, 2, 3]]), /dim 3, the stream of dim 2/],
    ['a ragged row', [[1, 2], [3]], /Row 1 has 1 coordinates/],
    ['no points', null, /points are null/],
    ['large integers', BigInt64Array.of(1n, 2n), /BigInt64Array/],
  ])('a chunk with %s, of which nothing is taken', async (_, chunk, message) => {
    const stream = streamCompressor(SMALL)
    await stream.push(slice(set, 0, 500))
    const error = await rejection(stream.push(chunk as never))
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).toMatch(message)
    expect(stream.pushedRows).toBe(500)
    await stream.push(slice(set, 500, 1000))
    expect((await stream.finish()).set).toEqual((await streamed(set, SMALL)).set)
  })

  it('a snapshot of nothing', async () => {
    const stream = streamCompressor(SMALL)
    await expect(stream.snapshot()).rejects.toThrow(/holds no points/)
    await stream.push({ ...slice(set, 0, 400), weights: new Float64Array(400) })
    await expect(stream.snapshot()).rejects.toThrow(/All weights are zero/)
    await stream.push(set)
    expect((await stream.finish()).certificate.inputSize).toBe(1400)
  })

  it('anything after the end', async () => {
    const stream = streamCompressor(SMALL)
    await stream.push(set)
    await stream.finish()
    for (const call of [() => stream.push(set), () => stream.snapshot(), () => stream.finish()]) {
      await expect(call()).rejects.toThrow(/The stream is finished/)
    }
  })

  it('rows that would be numbered beyond 2^53', async () => {
    const stream = streamCompressor({ ...SMALL, firstRow: Number.MAX_SAFE_INTEGER - 999 })
    await stream.push(slice(set, 0, 999))
    await expect(stream.push(set)).rejects.toThrow(/beyond 2\^53/)
  })
})

describe('what fails for good', () => {
  it('an abort: calls reject with its reason, whether it comes before or while rows are reduced', async () => {
    for (const when of ['before', 'while'] as const) {
      const controller = new AbortController()
      const stream = streamCompressor({ ...SMALL, signal: controller.signal })
      await stream.push(uniformPoints(100, 2))
      if (when === 'before') controller.abort(new Error('enough'))
      const pushing = stream.push(uniformPoints(30_000, 2))
      controller.abort(new Error('enough'))
      await expect(pushing).rejects.toThrow('enough')
      await expect(stream.finish()).rejects.toThrow('enough')
    }
  })

  it('an error of the computation: the next call is told, and all after it', async () => {
    let calls = 0
    const features = custom(([x]) => [calls++ > 900 ? NaN : x], 1)
    const stream = streamCompressor({ size: 20, bufferRows: 160, features })
    await rejection(
      (async () => {
        for (let i = 0; i < 20; i++) await stream.push(uniformPoints(160, 2, i))
        await stream.finish()
      })(),
    )
    const [first, second] = [await rejection(stream.finish()), await rejection(stream.push([[1, 2]]))]
    expect(first).toBeInstanceOf(InputError)
    expect(second).toBe(first)
  })

  it('moments that are not kept are an AccuracyError, which no backend can hide', async () => {
    const right = cpu()
    const careless: Backend = {
      name: 'careless',
      device: 'here',
      precision: 'f64',
      reduce(request: ReduceRequest) {
        const { weights, ...others } = right.reduce!(request) as Reduction
        return { ...others, weights: weights.map((weight, i) => (i ? weight : weight * (1 + 1e-9))) }
      },
    }
    const stream = streamCompressor({ ...SMALL, backend: careless })
    await stream.push(set)
    await expect(stream.finish()).rejects.toThrow(AccuracyError)
  })
})
