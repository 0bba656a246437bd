import { cpu } from '@polylog/backend-cpu'
import { compress } from '@polylog/compress'
import { type Backend, createRng, type FeatureRequest } from '@polylog/core'
import { chebyshev, reduceCells } from '@polylog/moments'
import { compressionProblems, HARD_FAMILIES, hardSet } from '@polylog/testkit'
import { describe, expect, it } from 'vitest'

const oracle = cpu()

/** A backend that has features only, of single precision, spoiled by `noise` of their size. */
function singlePrecision(noise: number): Backend {
  const rng = createRng(3)
  return {
    name: 'single',
    device: 'test',
    precision: 'f32',
    async features(request: FeatureRequest) {
      const { count, values } = await oracle.features!(request)
      return { count, values: Float32Array.from(values, value => value * (1 + noise * rng.normal())) }
    },
  }
}

describe('supports proposed in single precision', () => {
  it.each(HARD_FAMILIES)('keep every promise on %s data', async family => {
    const { set } = hardSet(family, createRng(5), { dim: 3, size: 400 })
    for (const noise of [0, 1e-5, 1]) {
      const size = Math.max(10, Math.ceil(set.size / 3))
      const compression = await compress(set, { size, order: 2, backend: singlePrecision(noise) })
      expect(compressionProblems(compression, set, { size })).toEqual([])
      expect(compression.certificate.momentResidual).toBeLessThanOrEqual(1e-12)
    }
  })

  it('are told in the certificate', async () => {
    const { set } = hardSet('generic', createRng(1), { dim: 2, size: 500 })
    const { certificate } = await compress(set, { size: 60, order: 3, backend: singlePrecision(0) })
    expect(certificate.backend.features?.ran).toBe('single (test)')
    expect(certificate.backend.reduce).toEqual({ ran: 'cpu (1 thread)', reason: 'single has no reduce' })
  })

  it('are taken where they are good, and found anew where they are not', async () => {
    const { set } = hardSet('generic', createRng(2), { dim: 2, size: 600 })
    const map = chebyshev(4)
    const cells = await oracle.cover!({ set, covering: { kind: 'kd' }, count: 5, seed: 0 })
    const frames = Float64Array.from({ length: 5 * 4 }, (_, i) => (i % 4 < 2 ? -1 : 1))
    const targets = new Uint32Array(5).fill(15)
    const redone = async (noise: number) => {
      const proposal = await singlePrecision(noise).features!({ set, cells, map, frames })
      return reduceCells({ set, cells, map, targets, proposal }).redone
    }
    expect(await redone(0)).toBe(0)
    expect(await redone(1)).toBe(5)
  })
})
