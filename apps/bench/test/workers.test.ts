import { wasm } from '@polylog/backend-wasm'
import { compress, type Quality, streamCompressor } from '@polylog/compress'
import { createRng } from '@polylog/core'
import { uniformCube } from '@polylog/testkit'
import { describe, expect, it } from 'vitest'

describe('for 1, 2 and 8 workers the bits are the same', () => {
  const onWorkers = async <T>(run: (backend: ReturnType<typeof wasm>) => Promise<T>) => {
    const results: T[] = []
    for (const threads of [1, 2, 8]) {
      const backend = wasm({ threads })
      results.push(await run(backend))
      await backend.dispose!()
    }
    return results
  }

  it.each<Quality>(['fast', 'balanced', 'best'])('of compress, %s', async quality => {
    const points = uniformCube(20_000, 3, createRng(1))
    const [first, ...others] = await onWorkers(async backend => {
      const { set, indices } = await compress(points, { dim: 3, size: 400, order: 4, quality, backend })
      return { set, indices }
    })
    for (const other of others) expect(other).toEqual(first)
  })

  it('of a thinning in parts', async () => {
    const points = uniformCube(60_000, 3, createRng(3))
    const [first, ...others] = await onWorkers(async backend => {
      const options = { dim: 3, size: 30_000, order: 3, quality: 'best', backend } as const
      const { set, indices, certificate } = await compress(points, options)
      expect(certificate.passes).toBe(3)
      expect(certificate.momentResidual).toBeLessThan(1e-12)
      return { set, indices }
    })
    expect(first.set.size).toBe(30_000)
    for (const other of others) expect(other).toEqual(first)
  })

  it('of a stream, also of one with 8 workers whose first buffers come in any order', async () => {
    const points = uniformCube(150_000, 3, createRng(2))
    const [first, ...others] = await onWorkers(async backend => {
      const stream = streamCompressor({ dim: 3, size: 200, order: 3, bufferRows: 20_000, backend })
      for (let from = 0; from < points.length; from += 3 * 17_000) {
        await stream.push(points.subarray(from, from + 3 * 17_000))
      }
      const { set, indices } = await stream.finish()
      return { set, indices }
    })
    for (const other of others) expect(other).toEqual(first)
  })
})
