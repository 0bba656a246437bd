import { createHash } from 'node:crypto'
import {
  chebyshev,
  custom,
  directions,
  resumeStream,
  type StreamOptions,
  streamCompressor,
  sum,
} from '@polylog/compress'
import { InputError, OptionError, type WeightedSet } from '@polylog/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'
import { SMALL, slice, streamed } from './stream-of.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(2400, 2)

async function savedAfter(rows: number, options: StreamOptions = SMALL): Promise<Uint8Array> {
  const stream = streamCompressor(options)
  if (rows > 0) await stream.push(slice(set, 0, rows))
  return stream.serialise()
}

/** Saved and resumed before each of the given rows. */
async function interrupted(all: WeightedSet, options: StreamOptions, cuts: readonly number[]) {
  let stream = streamCompressor(options)
  let from = 0
  for (const end of [...cuts, all.size]) {
    await stream.push(slice(all, from, end))
    stream = await resumeStream(await stream.serialise(), options)
    expect(stream.pushedRows).toBe(end)
    from = end
  }
  return stream.finish()
}

describe('a resumed stream', () => {
  it.each<[string, StreamOptions]>([
    ['of some order', SMALL],
    ['of an order chosen by itself', { size: 40, bufferRows: 320, seed: 7 }],
    ['of an order that is dear', { size: 40, bufferRows: 320, seed: 7, budget: { work: 1 } }],
    ['of principal directions', { size: 2, bufferRows: 320 }],
    ['with a probe', { ...SMALL, probe: ([x]) => [-0, Math.exp(x)] }],
    ['with features', { size: 40, bufferRows: 320, features: sum(chebyshev(1), directions([[1, -0.1]])) }],
    ['from a row on', { ...SMALL, firstRow: 2 ** 40, covering: 'grid' }],
  ])('gives the bits of one never interrupted: %s', async (_, options) => {
    const plain = await streamed(set, options)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2400), { maxLength: 4 }), async cuts => {
        const resumed = await interrupted(
          set,
          options,
          cuts.toSorted((a, b) => a - b),
        )
        expect(resumed.set).toEqual(plain.set)
        expect(resumed.indices).toEqual(plain.indices)
        const { seconds: _a, backend: _b, ...certificate } = resumed.certificate
        expect(plain.certificate).toMatchObject(certificate)
      }),
      { numRuns: 4 },
    )
  })

  it('does not change the one that was serialised', async () => {
    const stream = streamCompressor(SMALL)
    for (let from = 0; from < 2400; from += 600) {
      await stream.push(slice(set, from, from + 600))
      expect(await stream.serialise()).toEqual(await stream.serialise())
    }
    expect((await stream.finish()).set).toEqual((await streamed(set, SMALL)).set)
  })

  it('may begin before the first row', async () => {
    const stream = await resumeStream(await savedAfter(0), SMALL)
    await stream.push(set)
    expect((await stream.finish()).set).toEqual((await streamed(set, SMALL)).set)
  })
})

describe('bytes that cannot be resumed', () => {
  it('truncated ones, of whatever length', async () => {
    const bytes = await savedAfter(1000)
    for (const length of [0, 5, 8, 11, 13, 20, 24, 100, bytes.length - 1]) {
      const error = await rejection(resumeStream(bytes.subarray(0, length), SMALL))
      expect(error).toBeInstanceOf(InputError)
      expect((error as Error).message).toMatch(length < 8 ? /not those of a saved stream/ : /truncated/)
    }
  })

  it('damaged ones, whichever bit it is', async () => {
    const bytes = await savedAfter(1000)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const damaged = bytes.slice()
        damaged[at] ^= 1 << bit
        await expect(resumeStream(damaged, SMALL)).rejects.toThrow(InputError)
      }),
      { numRuns: 100 },
    )
    await expect(resumeStream(Uint8Array.of(...bytes, 0), SMALL)).rejects.toThrow(/damaged/)
  })

  it('foreign ones', async () => {
    for (const bytes of [new TextEncoder().encode('a,b\n1,2\n'), new Uint8Array(1000)]) {
      await expect(resumeStream(bytes, SMALL)).rejects.toThrow(/not those of a saved stream/)
    }
    await expect(resumeStream('polylogS' as never, SMALL)).rejects.toThrow(/no Uint8Array/)
  })

  it('those of a newer version, by its number', async () => {
    const bytes = await savedAfter(10)
    new DataView(bytes.buffer).setUint32(8, 2, true)
    const body = bytes.subarray(0, bytes.length - 32)
    bytes.set(createHash('sha256').update(body).digest(), body.length)
    await expect(resumeStream(bytes, SMALL)).rejects.toThrow(/version 2.*up to 1/)
  })

  it.each<[string, object, RegExp]>([
    ['size', { size: 41, bufferRows: 328 }, /size is 40 in the saved stream and 41 in the options/],
    ['order', { order: 3 }, /order is 2 .* and 3/],
    ['features', { order: undefined, features: chebyshev(2) }, /order|features/],
    ['covering', { covering: 'grid' }, /covering is the default .*grid/],
    ['quality', { quality: 'best' }, /quality is balanced .*best/],
    ['seed', { seed: 9 }, /seed is 0 .* 9/],
    ['bufferRows', { bufferRows: 400 }, /bufferRows is 320 .* 400/],
    ['firstRow', { firstRow: 5 }, /firstRow is 0 .* 5/],
    ['dim', { dim: 3 }, /dim is 2 .* 3/],
    ['probe', { probe: () => [1] }, /probe is none .*a function/],
  ])('those of other options: %s', async (_, changed, message) => {
    const error = await rejection(resumeStream(await savedAfter(1000), { ...SMALL, ...changed }))
    expect(error).toBeInstanceOf(OptionError)
    expect((error as Error).message).toMatch(message)
  })

  it('those of another probe, by what it returned', async () => {
    const bytes = await savedAfter(1000, { ...SMALL, probe: ([x]) => [Math.sin(x)] })
    await expect(resumeStream(bytes, { ...SMALL, probe: ([x]) => [Math.cos(x)] })).rejects.toThrow(
      /probe is not/,
    )
  })

  it('functions, which are not saved at all; the stream goes on', async () => {
    const features = sum(
      chebyshev(1),
      custom(([x]) => [Math.sin(x)], 1),
    )
    const stream = streamCompressor({ size: 40, bufferRows: 320, features })
    await stream.push(set)
    await expect(stream.serialise()).rejects.toThrow(/hold a function, which cannot be saved/)
    expect((await stream.finish()).certificate.inputSize).toBe(2400)
  })
})
