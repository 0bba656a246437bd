import { cpu } from '@polylog/backend-cpu'
import { chebyshev, compress } from '@polylog/compress'
import {
  type AssignRequest,
  type Backend,
  OptionError,
  type ReduceRequest,
  UnavailableError,
} from '@polylog/core'
import { compressionProblems } from '@polylog/testkit'
import { describe, expect, it, vi } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

const set = uniformPoints(1000, 2)
const JOB = { size: 100, order: 3, quality: 'fast', covering: 'k-means' } as const

const right = cpu()

/** A backend of one operation, written as a stranger would. */
const toy = (): Backend & { readonly calls: () => number } => {
  let calls = 0
  return {
    name: 'toy',
    device: 'here',
    precision: 'f64',
    calls: () => calls,
    async assign(request: AssignRequest) {
      calls++
      return right.assign!(request)
    },
  }
}

describe('a backend of one operation', () => {
  it('does it, and the CPU does the rest; the certificate says both, and why', async () => {
    const backend = toy()
    const compression = await compress(set, { ...JOB, backend })
    expect(backend.calls()).toBeGreaterThan(0)
    expect(compression.certificate.backend).toEqual({
      cover: { ran: 'cpu (1 thread)', reason: 'toy has no cover' },
      assign: { ran: 'toy (here)' },
      reduce: { ran: 'cpu (1 thread)', reason: 'toy has no reduce' },
      scaledMoments: { ran: 'cpu (1 thread)', reason: 'toy has no scaledMoments' },
    })
    const plain = await compress(set, { ...JOB, backend: right })
    expect(compression.set).toEqual(plain.set)
  })

  it('is not mentioned where nothing asked for it', async () => {
    const { certificate } = await compress(set, { ...JOB, covering: 'kd', backend: toy() })
    expect(Object.keys(certificate.backend)).toEqual(['cover', 'reduce', 'scaledMoments'])
  })

  it('keeps its own this', async () => {
    class Engine implements Backend {
      readonly name = 'class'
      readonly device = 'here'
      readonly precision = 'f64'
      cover(request: Parameters<NonNullable<Backend['cover']>>[0]) {
        return this.engine().cover!(request)
      }
      engine() {
        return right
      }
    }
    const { certificate } = await compress(set, { ...JOB, backend: new Engine() })
    expect(certificate.backend.cover).toEqual({ ran: 'class (here)' })
  })
})

describe('several backends', () => {
  const { name: _, ...operations } = right
  const second: Backend = { ...operations, name: 'second', device: 'elsewhere' }

  it('are tried in turn', async () => {
    const { certificate } = await compress(set, { ...JOB, backend: [toy(), second] })
    expect(certificate.backend).toEqual({
      cover: { ran: 'second (elsewhere)', reason: 'toy has no cover' },
      assign: { ran: 'toy (here)' },
      reduce: { ran: 'second (elsewhere)', reason: 'toy has no reduce' },
      scaledMoments: { ran: 'second (elsewhere)', reason: 'toy has no scaledMoments' },
    })
  })

  it.each([undefined, 'auto', []] as const)('may be none, which is WebAssembly', async backend => {
    const { certificate } = await compress(set, { ...JOB, backend })
    expect(certificate.backend.reduce?.ran).toMatch(/^wasm \(\d+ threads?\)$/)
    expect(certificate.backend.cover).toEqual({ ran: 'cpu (1 thread)', reason: 'wasm has no cover' })
  })

  it('give the same bits where they are the same', async () => {
    const [one, other] = await Promise.all([
      compress(set, { ...JOB, backend: right }),
      compress(set, { ...JOB, backend: [right] }),
    ])
    expect(other.set).toEqual(one.set)
  })

  it('may decline a request, which then goes to the next; the certificate says why', async () => {
    const picky: Backend = {
      name: 'picky',
      device: 'here',
      precision: 'f64',
      reduce() {
        throw new UnavailableError('The cells are too small for me', 'Give larger ones')
      },
    }
    const { certificate } = await compress(set, { ...JOB, backend: [picky, second] })
    expect(certificate.backend.reduce).toEqual({
      ran: 'second (elsewhere)',
      reason: 'The cells are too small for me',
    })
  })
})

describe('a backend of single precision', () => {
  const reduce = vi.fn(right.reduce!)

  it.each<[string, Backend['assign']]>([
    [
      'that puts all points into one cell',
      ({ points, dim }) => ({
        nearest: new Uint32Array(points.length / dim),
        squaredDistances: new Float32Array(points.length / dim),
      }),
    ],
    [
      'that deals points out like cards',
      ({ points, dim, centres }) => {
        const size = points.length / dim
        return {
          nearest: Uint32Array.from({ length: size }, (_, i) => i % (centres.length / dim)),
          squaredDistances: new Float32Array(size).fill(Number.NaN),
        }
      },
    ],
    [
      'that rounds coordinates to whole numbers',
      ({ points, dim, centres }) =>
        right.assign!({ points: points.map(Math.round), dim, centres: centres.map(Math.round) }),
    ],
  ])('%s cannot change what the certificate says', async (_, assign) => {
    const backend: Backend = { name: 'tiny', device: 'toy gpu', precision: 'f32', assign, reduce }
    const compression = await compress(set, { ...JOB, backend })
    const { certificate } = compression
    expect(compressionProblems(compression, set, { size: 100, features: chebyshev(3) })).toEqual([])
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
    expect(certificate.backend).toMatchObject({
      assign: { ran: 'tiny (toy gpu)' },
      reduce: { ran: 'cpu (1 thread)', reason: 'tiny is of single precision' },
    })
    expect(reduce).not.toHaveBeenCalled()
  })
})

describe('a backend of double precision that lies', () => {
  const lying = (change: (weights: Float64Array) => Float64Array): Backend => ({
    name: 'liar',
    device: 'here',
    precision: 'f64',
    async reduce(request: ReduceRequest) {
      const reduction = await right.reduce!(request)
      return { ...reduction, weights: change(reduction.weights), residual: 0 }
    },
  })

  it.each<[string, (weights: Float64Array) => Float64Array]>([
    ['about the mass', weights => weights.map(weight => weight * (1 + 1e-10))],
    ['about the moments', weights => weights.toReversed()],
    ['and gives negative weights', weights => weights.map((weight, i) => (i === 0 ? -weight : weight))],
    ['and gives NaN', weights => weights.map((weight, i) => (i === 0 ? Number.NaN : weight))],
  ])('%s is found out', async (_, change) => {
    expect(await rejection(compress(set, { ...JOB, backend: lying(change) }))).toMatchObject({
      code: 'inaccurate',
      problem: expect.stringContaining('The moments of the result are off by'),
    })
  })
})

describe('a backend that fails', () => {
  it('rejects with its own error', async () => {
    const failure = new OptionError('the device is lost', 'Plug it in')
    const backend: Backend = {
      ...right,
      cover: () => Promise.reject(failure),
    }
    expect(await rejection(compress(set, { ...JOB, backend }))).toBe(failure)
  })
})
