import { chebyshev, compress, custom, streamCompressor } from '@polylog/compress'
import { createRng, type WeightedSet, weightedSet } from '@polylog/core'
import { momentResidual } from '@polylog/moments'
import { compressionProblems } from '@polylog/testkit'
import { arbitraryHardSet } from '@polylog/testkit/fast-check'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SMALL, slice, streamed } from './stream-of.js'
import { uniformPoints } from './uniform-points.js'

describe('a stream', () => {
  it('keeps every moment of all rows, and says so truly', async () => {
    const set = uniformPoints(5000, 2)
    const { set: few, indices, certificate } = await streamed(set, SMALL)
    expect(few.size).toBeLessThanOrEqual(40)
    expect(momentResidual(set, few, chebyshev(2))).toBeLessThanOrEqual(1e-12)
    expect(momentResidual(set, few, chebyshev(3))).toBeGreaterThan(1e-9)
    expect(certificate).toMatchObject({ inputSize: 5000, outputSize: few.size, order: 2, featureCount: 6 })
    expect(certificate.buffers).toBe(15)
    expect(certificate.merges).toBe(3)
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
    expect(certificate.massError).toBeLessThanOrEqual(1e-14)
    indices.forEach((row, i) => {
      expect(few.points.subarray(2 * i, 2 * i + 2)).toEqual(set.points.subarray(2 * row, 2 * row + 2))
    })
    expect(indices).toEqual(indices.slice().sort())
    expect(new Set(indices).size).toBe(indices.length)
  })

  // What is divided by is taken over held rows where the frame has grown: hence the one percent.
  it('certifies the next order by sums over all rows', async () => {
    const set = uniformPoints(3000, 2)
    const { set: few, certificate } = await streamed(set, SMALL)
    const { frame } = certificate
    const cubes = (s: WeightedSet) => {
      let sum = 0
      let scale = 0
      for (let row = 0; row < s.size; row++) {
        const t = (2 * (s.points[2 * row] - frame[0])) / (frame[2] - frame[0]) - 1
        const value = s.weights[row] * (4 * t ** 3 - 3 * t)
        sum += value
        scale += Math.abs(value)
      }
      return { sum, scale }
    }
    const [before, after] = [cubes(set), cubes(few)]
    expect(certificate.nextOrderDefect).toBeGreaterThanOrEqual(
      (Math.abs(before.sum - after.sum) / before.scale) * 0.99,
    )
    expect(certificate.nextOrderDefect).toBeLessThan(1)
  })

  it('gives the same bits however it is cut into chunks', async () => {
    const set = uniformPoints(1500, 2)
    const whole = await streamed(set, SMALL)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1500), { maxLength: 12 }), async cuts => {
        const {
          set: few,
          indices,
          certificate,
        } = await streamed(
          set,
          SMALL,
          cuts.toSorted((a, b) => a - b),
        )
        expect(few).toEqual(whole.set)
        expect(indices).toEqual(whole.indices)
        expect({ ...certificate, seconds: 0 }).toEqual({ ...whole.certificate, seconds: 0 })
      }),
      { numRuns: 12 },
    )
    const single = streamCompressor(SMALL)
    for (let row = 0; row < set.size; row++) void single.push(slice(set, row, row + 1))
    expect((await single.finish()).set).toEqual(whole.set)
  })

  it('that fits into its buffer gives what compress gives', async () => {
    const set = uniformPoints(300, 2)
    const options = { size: 40, quality: 'balanced', seed: 3 } as const
    const [one, other] = [await streamed(set, { ...options, dim: 2 }), await compress(set, options)]
    expect(one.set).toEqual(other.set)
    expect(Array.from(one.indices)).toEqual(Array.from(other.indices))
    expect(one.certificate.order).toBe(other.certificate.order)
    expect(one.certificate.nextOrderDefect).toBeCloseTo(other.certificate.nextOrderDefect!, 12)
    const all = await streamed(slice(set, 0, 30), options)
    expect(all.set).toEqual(slice(set, 0, 30))
    expect(all.certificate).toMatchObject({ outputSize: 30, passes: 0, momentResidual: 0 })
  })

  it('errs about as much as compress does, over several draws', async () => {
    const waves = Array.from({ length: 40 }, (_, i) => [Math.cos(i), Math.sin(i), i / 13] as const)
    const mean = (s: WeightedSet, [a, b, c]: (typeof waves)[number]) => {
      let sum = 0
      for (let i = 0; i < s.size; i++) {
        sum += s.weights[i] * Math.cos(2 * a * s.points[2 * i] + 2 * b * s.points[2 * i + 1] + c)
      }
      return sum
    }
    const errors = { stream: 0, compress: 0 }
    for (let seed = 1; seed <= 10; seed++) {
      const set = uniformPoints(12_000, 2, seed)
      const error = (few: WeightedSet) =>
        Math.hypot(...waves.map(wave => mean(few, wave) - mean(set, wave))) / set.size
      const options = { size: 60, order: 2, seed }
      errors.stream += error((await streamed(set, { ...options, bufferRows: 1000 })).set)
      errors.compress += error((await compress(set, options)).set)
    }
    expect(errors.stream).toBeLessThan(1.5 * errors.compress)
  })

  it('takes rows in every form that compress takes', async () => {
    const rows = [
      [1, 2],
      [3, 4],
      [5, 6],
    ]
    const results = await Promise.all(
      [rows, Float32Array.from(rows.flat()), Int8Array.from(rows.flat()), weightedSet(rows)].map(
        async chunk => {
          const stream = streamCompressor({ size: 9, dim: 2 })
          await stream.push(chunk)
          await stream.push([])
          await stream.push(new Float64Array(0))
          return stream.finish()
        },
      ),
    )
    for (const { set } of results) expect(set).toEqual(weightedSet(rows))
  })

  it('copies what it keeps: a chunk may be written to when push has resolved', async () => {
    const set = uniformPoints(1000, 2)
    const stream = streamCompressor(SMALL)
    const memory = new Float64Array(2 * 125)
    for (let from = 0; from < 1000; from += 125) {
      memory.set(set.points.subarray(2 * from, 2 * from + 250))
      await stream.push(memory)
      memory.fill(NaN)
    }
    expect((await stream.finish()).set).toEqual((await streamed(set, SMALL)).set)
    expect(set).toEqual(uniformPoints(1000, 2))
  })

  it('a snapshot does not change later results', async () => {
    const set = uniformPoints(1500, 2)
    const plain = await streamed(set, SMALL)
    const stream = streamCompressor(SMALL)
    for (let from = 0; from < 1500; from += 100) {
      await stream.push(slice(set, from, from + 100))
      const { set: few, certificate } = await stream.snapshot()
      const so = slice(set, 0, from + 100)
      expect(certificate.inputSize).toBe(so.size)
      expect(momentResidual(so, few, chebyshev(2))).toBeLessThanOrEqual(1e-12)
      expect((await stream.snapshot()).set).toEqual(few)
    }
    const last = await stream.finish()
    expect(last.set).toEqual(plain.set)
    expect(last.indices).toEqual(plain.indices)
  })

  it('keeps moments of hard sets, also where later rows lie far from the first', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryHardSet({ maxSize: 900, maxDim: 3 }),
        fc.constantFrom<number | 'auto'>(0, 1, 2, 'auto'),
        async ({ set }, order) => {
          const { indices, ...result } = await streamed(set, { size: 20, order, bufferRows: 160 })
          const compression = { ...result, indices: Uint32Array.from(indices) }
          const kept = result.certificate.order
          const features = kept === undefined ? undefined : chebyshev(kept)
          expect(compressionProblems(compression, set, { size: 20, features })).toEqual([])
          expect(result.certificate.momentResidual).toBeLessThanOrEqual(1e-12)
        },
      ),
      { numRuns: 60 },
    )
    const near = uniformPoints(1000, 2)
    const far = weightedSet(
      uniformPoints(1000, 2, 2).points.map((x, i) => (i % 2 ? 1e6 + x : 50 * x)),
      { dim: 2 },
    )
    const stream = streamCompressor({ ...SMALL, order: 3 })
    await stream.push(near)
    await stream.push(far)
    expect((await stream.finish()).certificate.momentResidual).toBeLessThanOrEqual(1e-12)
  })

  it('sees rows that vary along an axis on which the first were all equal', async () => {
    const rng = createRng(2)
    const points = Float64Array.from({ length: 4000 }, (_, i) => (i % 2 && i < 1000 ? 7 : rng.normal()))
    const set = weightedSet(points, { dim: 2 })
    const { set: few, certificate } = await streamed(set, SMALL)
    expect(momentResidual(set, few, chebyshev(2))).toBeLessThanOrEqual(1e-12)
    expect(certificate.frame[1]).toBeLessThan(7)
    expect(certificate.frame[3]).toBeGreaterThan(7)
  })
})

describe('what is kept and certified', () => {
  it("an order of 'auto' is chosen on the first full buffer, and kept", async () => {
    const set = uniformPoints(3000, 2)
    const stream = streamCompressor({ size: 60, dim: 2, bufferRows: 600 })
    await stream.push(slice(set, 0, 600))
    const { order } = (await stream.snapshot()).certificate
    await stream.push(slice(set, 600, 3000))
    const { certificate } = await stream.finish()
    expect(certificate.order).toBe(order)
    expect(order).toBeGreaterThanOrEqual(2)
  })

  it('principal directions where not even order 1 fits', async () => {
    const { set, certificate } = await streamed(uniformPoints(200, 5), { size: 4, bufferRows: 40 })
    expect(set.size).toBeLessThanOrEqual(4)
    expect(certificate).toMatchObject({ order: undefined, featureCount: 4 })
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
  })

  it('order 0 keeps the mass', async () => {
    const { certificate } = await streamed(uniformPoints(500, 2), { ...SMALL, order: 0 })
    expect(certificate.massError).toBeLessThan(1e-13)
  })

  it("features of one's own", async () => {
    const set = uniformPoints(2000, 2)
    const features = custom(([x, y]) => [Math.sin(5 * x), Math.cos(3 * y)], 2)
    const { set: few, certificate } = await streamed(set, { size: 30, bufferRows: 240, features })
    expect(momentResidual(set, few, features)).toBeLessThanOrEqual(1e-12)
    expect(certificate.order).toBeUndefined()
    expect(certificate.nextOrderDefect).toBeUndefined()
  })

  it('the probe’s error is that over all rows', async () => {
    const set = uniformPoints(2000, 2)
    const probe = ([x, y]: Float64Array) => [Math.exp(x), Math.abs(y)]
    const { set: few, certificate } = await streamed(set, { ...SMALL, probe })
    const sums = (s: WeightedSet) => {
      const total = [0, 0]
      for (let i = 0; i < s.size; i++) {
        probe(s.points.subarray(2 * i, 2 * i + 2)).forEach((value, j) => {
          total[j] += s.weights[i] * value
        })
      }
      return total
    }
    const [before, after] = [sums(set), sums(few)]
    const expected = Math.max(...before.map((sum, j) => Math.abs(sum - after[j]) / 2000))
    expect(certificate.probeError).toBeCloseTo(expected, 12)
    expect(expected).toBeGreaterThan(1e-9)
  })

  it('weights count, and rows of weight zero do not', async () => {
    const points = uniformPoints(2000, 2).points
    const weights = Float64Array.from({ length: 2000 }, (_, i) => (i % 3 === 0 || i < 700 ? 0 : 1 + (i % 5)))
    const set = weightedSet(points, { dim: 2, weights })
    const { set: few, indices, certificate } = await streamed(set, SMALL)
    expect(momentResidual(set, few, chebyshev(2))).toBeLessThanOrEqual(1e-12)
    expect(indices.every(row => weights[row] > 0)).toBe(true)
    expect(certificate.inputSize).toBe(2000)
    indices.forEach((row, i) => {
      expect(few.points[2 * i]).toBe(points[2 * row])
    })
  })

  it('degrees of too many features are certified on a sample of them', async () => {
    const { certificate } = await streamed(uniformPoints(400, 40), { size: 41, order: 1, bufferRows: 328 })
    expect(certificate.nextOrderSampled).toBeUndefined()
    const wide = await streamed(uniformPoints(90, 200), {
      size: 8,
      features: undefined,
      order: 0,
      bufferRows: 64,
    })
    expect(wide.certificate.momentResidual).toBeLessThanOrEqual(1e-12)
  })

  it('numbers rows from firstRow on, also beyond 2^32', async () => {
    const firstRow = 2 ** 45
    const set = uniformPoints(1000, 2)
    const [plain, moved] = [await streamed(set, SMALL), await streamed(set, { ...SMALL, firstRow })]
    expect(moved.indices).toEqual(plain.indices.map(row => row + firstRow))
    expect(moved.set).toEqual(plain.set)
  })
})
