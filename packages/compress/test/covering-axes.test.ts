import { chebyshev, compress, product, streamCompressor } from '@polylog/compress'
import { OptionError, weightedSet } from '@polylog/core'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'
import { uniformPoints } from './uniform-points.js'

const labelled = uniformPoints(3000, 3, 8)
const features = product(chebyshev([0, 1], 3), chebyshev([2], 1))

/** The same points, with the last coordinate in another unit. */
const stretched = weightedSet(
  labelled.points.map((value, at) => (at % 3 === 2 ? value * 2 ** 20 : value)),
  { dim: 3 },
)

describe('cells made by some of the coordinates', () => {
  const options = { size: 300, features, coveringAxes: [0, 1] }

  it.each(['kd', 'balls', 'k-means'] as const)(
    'are the same whatever the units of the others: %s',
    async covering => {
      const diameterOf = async (set: typeof labelled, axes?: readonly number[]) => {
        const how = { ...options, quality: 'fast', covering, coveringAxes: axes } as const
        const { certificate } = await compress(set, how)
        expect(certificate.momentResidual).toBeLessThan(1e-12)
        return certificate.maxCellDiameter
      }
      const diameter = await diameterOf(labelled, [0, 1])
      expect(await diameterOf(stretched, [0, 1])).toBe(diameter)
      expect(diameter).toBeLessThan(2)
      expect(await diameterOf(stretched)).toBeGreaterThan(1000)
    },
  )

  it('are so in every pass', async () => {
    const { certificate } = await compress(stretched, { ...options, quality: 'balanced' })
    expect(certificate.passes).toBeGreaterThan(1)
    expect(certificate.maxCellDiameter).toBeLessThan(2)
    expect(certificate.momentResidual).toBeLessThan(1e-12)
  })

  it('are small along those, whatever the order', async () => {
    const near = await compress(labelled, { size: 300, order: 2, quality: 'fast', coveringAxes: [0] })
    const cells = near.certificate.cells
    expect(near.certificate.maxCellDiameter).toBeLessThan((2 * 3) / cells)
    expect(near.certificate.momentResidual).toBeLessThan(1e-12)
  })

  it('serve streams as well', async () => {
    const stream = streamCompressor({ size: 100, features, coveringAxes: [0, 1], bufferRows: 800 })
    await stream.push(stretched)
    const { certificate } = await stream.finish()
    expect(certificate.maxCellDiameter).toBeLessThan(4)
    expect(certificate.momentResidual).toBeLessThan(1e-12)
  })

  it('serve free nodes as well', async () => {
    const { certificate } = await compress(stretched, { ...options, nodes: 'free' })
    expect(certificate.maxCellDiameter).toBeLessThan(2)
    expect(certificate.momentResidual).toBeLessThan(1e-12)
  })

  it.each([[[3]], [[-1]], [[0.5]], [[]], [[1, 1]], [3]])(
    'refuse coordinates that are not: %j',
    async coveringAxes => {
      const axes = coveringAxes as number[]
      const refusal = { code: 'bad-option', problem: `coveringAxes is ${JSON.stringify(coveringAxes)}` }
      expect(await rejection(compress(labelled, { size: 9, order: 1, coveringAxes: axes }))).toMatchObject(
        refusal,
      )
      const stream = streamCompressor({ size: 9, order: 1, coveringAxes: [3] })
      await expect(stream.push(labelled)).rejects.toThrow(OptionError)
    },
  )
})
