import { compress, custom } from '@polylog/compress'
import { createRng, InputError, OptionError, weightedSet } from '@polylog/core'
import { anisotropic, medianDistance, nystroem, principal, randomFourier } from '@polylog/moments/from-data'
import { herd } from '@polylog/moments/herding'
import { describe, expect, it } from 'vitest'
import { rejection } from './rejection.js'

function normalPoints(size: number, dim: number) {
  const rng = createRng(3)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => rng.normal()),
    { dim },
  )
}

describe('kernels far narrower than the data', () => {
  it.each([1, 2, 5].flatMap(dim => [0.02, 0.05, 0.1, 0.5].map(share => ({ dim, share }))))(
    'are kept all the same: $share of the median distance, in $dim dimensions',
    async ({ dim, share }) => {
      const set = normalPoints(2000, dim)
      const width = share * medianDistance(set, 1)
      for (const kernel of ['gaussian', 'matern52'] as const) {
        const features = nystroem(set, { count: 40, width, kernel, seed: 1 })
        const { certificate } = await compress(set, { size: 160, features })
        expect(certificate.momentResidual).toBeLessThan(1e-12)
      }
    },
  )

  it.each(['gaussian', 'laplace', 'matern32', 'matern52'] as const)(
    'are 0 at distances beyond all numbers: %s',
    kernel => {
      const set = normalPoints(50, 2)
      const { set: kept } = herd(set, { size: 5, width: 1e-160, kernel })
      expect(kept.weights.every(Number.isFinite)).toBe(true)
      expect(kept.size).toBe(5)
    },
  )
})

describe('what features from data refuse', () => {
  const set = normalPoints(50, 2)

  it.each([
    [
      'nystroem',
      () => nystroem(set, { count: 3, sigma: 1 } as never),
      '"sigma" is not an option of nystroem',
    ],
    ['nystroem', () => nystroem(set, undefined as never), 'The options of nystroem are undefined'],
    ['principal', () => principal(set, { leading: 1, order: 2, degree: 1 } as never), '"degree"'],
    ['anisotropic', () => anisotropic(set, { size: 9, interaction: 1 } as never), '"interaction"'],
    ['randomFourier', () => randomFourier({ dim: 2, count: 3 } as never), 'medianDistance(set)'],
    ['herd', () => herd(set, { size: 3, sigma: 1 } as never), '"sigma" is not an option of herd'],
  ])('%s: %#', (_, make, message) => {
    expect(make).toThrow(OptionError)
    expect(make).toThrow(message)
  })

  it('points too far apart for a median distance', () => {
    const far = weightedSet([[1.7e308], [-1.7e308]])
    expect(() => nystroem(far, { count: 2 })).toThrow('The median distance of the points is Infinity')
    const near = weightedSet(
      set.points.map(value => value * 1e200),
      { dim: 2 },
    )
    expect(medianDistance(near) / 1e200).toBeCloseTo(medianDistance(set), 9)
  })

  it('functions that throw, with the point at which they do', async () => {
    const features = custom(([x]) => {
      if (x > 0) throw new Error('no')
      return [x]
    }, 1)
    const refused = await rejection(compress(set, { size: 9, features }))
    expect(refused).toBeInstanceOf(InputError)
    expect(refused).toMatchObject({ problem: expect.stringMatching(/custom features threw at the point \(/) })
  })
})
