import { cpu } from '@polylog/backend-cpu'
import { chebyshev, compress, custom, linear, product, streamCompressor } from '@polylog/compress'
import { createRng, type FeatureMap, featureCount, weightedSet } from '@polylog/core'
import { momentResidual } from '@polylog/moments'
import { anisotropic, nystroem, principal, randomFourier } from '@polylog/moments/from-data'
import { ontoSphere, sphericalPolynomials } from '@polylog/moments/structure'
import { compressionProblems } from '@polylog/testkit'
import { describe, expect, it } from 'vitest'

const rng = createRng(3)
const set = weightedSet(Array.from({ length: 3000 }, () => [rng.normal(), rng.normal(), 0.3 * rng.normal()]))

const MAPS: readonly (readonly [string, FeatureMap])[] = [
  ['a product', product(chebyshev([0, 1], 4), linear([2]))],
  ['anisotropic degrees', anisotropic(set, { size: 60 })],
  ['principal directions', principal(set, { leading: 2, order: 6, rest: 2 })],
  ['sections of a kernel', nystroem(set, { count: 40 })],
  ['eigenfunctions of a kernel', nystroem(set, { count: 30, landmarks: 60 })],
  ['waves', randomFourier({ dim: 3, count: 40, width: 2 })],
]

describe.each(MAPS)('%s', (_name, features) => {
  const size = 2 * featureCount(features, 3) + 5

  it('is kept, by every quality, in the whole and in cells', async () => {
    for (const quality of ['fast', 'balanced'] as const) {
      const compression = await compress(set, { size, features, quality })
      expect(compressionProblems(compression, set, { size })).toEqual([])
      expect(momentResidual(set, compression.set, features)).toBeLessThanOrEqual(1e-12)
    }
  })

  it('is kept by streams, whatever box the rows turn out to fill', async () => {
    const stream = streamCompressor({ size, features, dim: 3, bufferRows: 8 * size })
    for (let row = 0; row < set.size; row += 500)
      await stream.push(set.points.subarray(3 * row, 3 * (row + 500)))
    const { set: kept, certificate } = await stream.finish()
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
    expect(momentResidual(set, kept, features)).toBeLessThanOrEqual(1e-12)
  })
})

describe('the default backend', () => {
  it.each(MAPS)('evaluates %s as backend-cpu does', async (_name, features) => {
    const size = 2 * featureCount(features, 3)
    const fast = await compress(set, { size, features, quality: 'fast' })
    expect(fast.certificate.backend.reduce?.ran).toMatch(/^wasm/)
    const slow = await compress(set, { size, features, quality: 'fast', backend: cpu() })
    expect(momentResidual(fast.set, slow.set, features)).toBeLessThanOrEqual(1e-12)
    expect(momentResidual(set, fast.set, features)).toBeLessThanOrEqual(1e-12)
  })

  it('leaves functions to backend-cpu, and the certificate says so', async () => {
    const features = custom(([x, y, z]) => [Math.tanh(x), Math.tanh(y), Math.tanh(z)], 3)
    const { certificate } = await compress(set, { size: 50, features, quality: 'fast' })
    expect(certificate.backend.reduce?.ran).toMatch(/^cpu/)
    expect(certificate.backend.reduce?.reason).toContain('a function, which backend-wasm cannot evaluate')
  })
})

it('free nodes carry features of other kinds too, of which fewer are needed', async () => {
  for (const features of [
    product(chebyshev([0, 1], 4), linear([2])),
    randomFourier({ dim: 3, count: 30, width: 3 }),
  ]) {
    const { set: kept, certificate } = await compress(set, { size: 14, features, nodes: 'free' })
    expect(kept.size).toBeLessThan(featureCount(features, 3))
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
  }
})

it('homogeneous objects on the sphere are kept to a degree by (order + 1)² points', async () => {
  const objects = set.points
  const { positive } = ontoSphere({ objects, dim: 3 })
  const features = sphericalPolynomials(3, 5)
  expect(featureCount(features, 3)).toBe(36)
  const { set: kept } = await compress(positive!, { size: 36, features })
  const relu = (points: Float64Array, i: number) =>
    Math.max(0, 0.3 * points[3 * i] - 0.8 * points[3 * i + 1] + 0.5 * points[3 * i + 2])
  let expected = 0
  for (let i = 0; i < set.size; i++) expected += relu(objects, i)
  let found = 0
  for (let i = 0; i < kept.size; i++) found += kept.weights[i] * relu(kept.points, i)
  expect(Math.abs(found / expected - 1)).toBeLessThan(0.03)
})
