import {
  chebyshev,
  custom,
  directions,
  legendre,
  monomials,
  type StreamOptions,
  streamCompressor,
  sum,
} from '@polylog/compress'
import { type FeatureMap, OptionError, type WeightedSet, weightedSet } from '@polylog/core'
import { featureSums, momentResidual } from '@polylog/moments'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'
import { SMALL, slice, streamed } from './stream-of.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(3000, 2)

async function streamOf(rows: WeightedSet, options: StreamOptions = SMALL) {
  const stream = streamCompressor(options)
  await stream.push(rows)
  return stream
}

/** The same points, moved and stretched. */
function moved({ points, dim }: WeightedSet, offset: number, scale: number): WeightedSet {
  return weightedSet(
    points.map(x => offset + scale * x),
    { dim },
  )
}

function concatenated(a: WeightedSet, b: WeightedSet): WeightedSet {
  return weightedSet(Float64Array.of(...a.points, ...b.points), { dim: a.dim })
}

describe('two streams as one', () => {
  it.each([
    [0, 3000],
    [100, 200],
    [1000, 2000],
    [1000, 1100],
    [3000, 0],
  ])('keep the moments and the numbers of all rows: %i and then %i rows', async (first, then) => {
    const one = await streamOf(slice(set, 0, first), SMALL)
    const other = await streamOf(slice(set, first, first + then), { ...SMALL, firstRow: first })
    await one.merge(other)
    const { set: few, indices, certificate } = await one.finish()
    const all = slice(set, 0, first + then)
    expect(certificate.inputSize).toBe(all.size)
    expect(momentResidual(all, few, chebyshev(2))).toBeLessThanOrEqual(1e-12)
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
    expect(new Set(indices).size).toBe(few.size)
    indices.forEach((row, i) => {
      expect(few.points.subarray(2 * i, 2 * i + 2)).toEqual(set.points.subarray(2 * row, 2 * row + 2))
    })
  })

  it('leave the second as it was, and the first goes on', async () => {
    const other = await streamOf(slice(set, 1000, 2000), { ...SMALL, firstRow: 1000 })
    const before = await other.serialise()
    const one = await streamOf(slice(set, 0, 900))
    await one.merge(other)
    expect(await other.serialise()).toEqual(before)
    await one.push(slice(set, 900, 1000))
    expect(one.pushedRows).toBe(1000)
    const { set: few } = await one.finish()
    expect(momentResidual(slice(set, 0, 2000), few, chebyshev(2))).toBeLessThanOrEqual(1e-12)
    await other.push(slice(set, 2000, 2100))
    expect((await other.finish()).set).toEqual((await streamed(slice(set, 1000, 2100), SMALL)).set)
  })

  it('are certified by exact sums, however far apart they lie', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        async (offset, scale) => {
          const [a, b] = [slice(set, 0, 1000), moved(slice(set, 1000, 2000), offset, scale)]
          const one = await streamOf(a)
          await one.merge(await streamOf(b, { ...SMALL, firstRow: 1000 }))
          const { set: few, certificate } = await one.finish()
          const all = concatenated(a, b)
          expect(momentResidual(all, few, chebyshev(2))).toBeLessThanOrEqual(1e-12)
          const { frame } = certificate
          const [before, after] = [all, few].map(rows => featureSums(rows, chebyshev(3), frame))
          const defects = before.sums
            .map((value, j) => Math.abs(value - after.sums[j]) / before.scales[j])
            .subarray(6)
          const defect = Math.max(...defects)
          expect(certificate.nextOrderDefect).toBeGreaterThan(0.9 * defect - 1e-13)
          expect(certificate.nextOrderDefect).toBeLessThan(1.1 * defect + 1e-13)
        },
      ),
      { numRuns: 12 },
    )
  })

  it.each<[string, FeatureMap]>([
    ['Legendre polynomials', legendre(3)],
    ['monomials', monomials(3)],
    ['directions', directions([[1, -2]])],
    [
      'sums of those',
      sum(
        custom(([x]) => [Math.cos(x)], 1),
        directions([[0, 1]]),
        legendre(2),
      ),
    ],
  ])('carry sums of %s from frame to frame', async (_, features) => {
    const options = { size: 40, bufferRows: 320, features }
    const [a, b] = [slice(set, 0, 1000), moved(slice(set, 1000, 2000), 3, 20)]
    const one = await streamOf(a, options)
    await one.merge(await streamOf(b, { ...options, firstRow: 1000 }))
    const third = moved(slice(set, 2000, 3000), -40, 2)
    await one.merge(await streamOf(third, { ...options, firstRow: 2000 }))
    const { set: few, certificate } = await one.finish()
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
    const all = concatenated(concatenated(a, b), third)
    expect(momentResidual(all, few, features)).toBeLessThanOrEqual(1e-12)
  })

  it('may be merged both ways at once, and again and again', async () => {
    const [one, other] = [
      await streamOf(slice(set, 0, 500)),
      await streamOf(slice(set, 500, 1000), { ...SMALL, firstRow: 500 }),
    ]
    const both = await Promise.allSettled([one.merge(other), other.merge(one)])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect((both[1] as PromiseRejectedResult).reason).toBeInstanceOf(OptionError)
    const tree = streamCompressor(SMALL)
    for (let part = 0; part < 6; part++) {
      const rows = slice(set, 500 * part, 500 * (part + 1))
      await tree.merge(await streamOf(rows, { ...SMALL, firstRow: 500 * part }))
    }
    const { set: few, certificate } = await tree.finish()
    expect(certificate.inputSize).toBe(3000)
    expect(momentResidual(set, few, chebyshev(2))).toBeLessThanOrEqual(1e-12)
  })

  it('sum the probe over all rows', async () => {
    const options = { ...SMALL, probe: ([x]: Float64Array) => [Math.exp(x)] }
    const one = await streamOf(slice(set, 0, 1000), options)
    await one.merge(await streamOf(slice(set, 1000, 2000), { ...options, firstRow: 1000 }))
    const { set: few, certificate } = await one.finish()
    const total = (s: WeightedSet) => s.weights.reduce((so, c, i) => so + c * Math.exp(s.points[2 * i]), 0)
    const expected = Math.abs(total(few) - total(slice(set, 0, 2000))) / 2000
    expect(certificate.probeError).toBeCloseTo(expected, 12)
  })

  it('give up a sample of the next order that is not of the same features', async () => {
    const wide = uniformPoints(160, 150)
    const options = { size: 4, order: 0, bufferRows: 32 } as const
    const one = await streamOf(slice(wide, 0, 80), options)
    const other = await streamOf(slice(wide, 80, 160), { ...options, firstRow: 80 })
    await one.merge(other)
    expect((await one.finish()).certificate.momentResidual).toBeLessThanOrEqual(1e-12)
  })
})

describe('what cannot be merged is refused, and both go on', () => {
  it.each<[string, object, RegExp]>([
    ['another size', { size: 41, bufferRows: 328 }, /size is 40 in this stream and 41 in the other/],
    ['another order', { order: 1 }, /order is 2 .* 1/],
    ['another seed', { seed: 1 }, /seed is 0 .* 1/],
    ['another quality', { quality: 'fast' }, /quality/],
    ['another buffer', { bufferRows: 1000 }, /bufferRows is 320 .* 1000/],
    ['the same numbers', { firstRow: 999 }, /0 to 999 and 999 to 1998.*firstRow.*1000/],
    ['another probe', { probe: () => [1] }, /probe/],
  ])('%s', async (_, changed, message) => {
    const one = await streamOf(slice(set, 0, 1000))
    const other = await streamOf(slice(set, 1000, 2000), { ...SMALL, firstRow: 1000, ...changed })
    const error = await rejection(one.merge(other))
    expect(error).toBeInstanceOf(OptionError)
    expect((error as Error).message).toMatch(message)
    expect((await one.finish()).set).toEqual((await streamed(slice(set, 0, 1000), SMALL)).set)
    expect((await other.finish()).certificate.inputSize).toBe(1000)
  })

  it('other functions, by what they return', async () => {
    const options = (shift: number) => ({
      size: 20,
      bufferRows: 160,
      features: custom(([x]) => [Math.sin(x + shift)], 1),
    })
    const one = await streamOf(slice(set, 0, 1000), options(0))
    await expect(
      one.merge(await streamOf(slice(set, 0, 500), { ...options(1), firstRow: 1000 })),
    ).rejects.toThrow(/features is one function/)
    await one.merge(await streamOf(slice(set, 1000, 1500), { ...options(0), firstRow: 1000 }))
  })

  it('another dimension, itself, and what is no stream', async () => {
    const one = await streamOf(slice(set, 0, 1000))
    const wide = await streamOf(uniformPoints(100, 3), { ...SMALL, dim: 3, firstRow: 5000 })
    await expect(one.merge(wide)).rejects.toThrow(/dim is 2 in one stream and 3/)
    await expect(one.merge(one)).rejects.toThrow(/rows of the same numbers/)
    await expect(one.merge({} as never)).rejects.toThrow(/no stream/)
    await expect(one.merge(null as never)).rejects.toThrow(/no stream/)
  })

  it('rows that would be numbered as merged ones are', async () => {
    const one = await streamOf(slice(set, 0, 100))
    await one.merge(await streamOf(slice(set, 200, 300), { ...SMALL, firstRow: 200 }))
    const error = await rejection(one.push(slice(set, 100, 250)))
    expect((error as Error).message).toMatch(/0 to 249, but 200 to 299 came with a merge/)
    await one.push(slice(set, 100, 200))
  })
})
