import { cpu } from '@polylog/backend-cpu'
import { wasm } from '@polylog/backend-wasm'
import {
  createRng,
  type FeatureMap,
  KERNELS,
  oneCell,
  type PolynomialBasis,
  weightedSet,
} from '@polylog/core'
import { chebyshev, linear } from '@polylog/moments'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'

const ours = wasm({ threads: 1 })
const oracle = cpu()
afterAll(() => ours.dispose?.())

const BASES: readonly PolynomialBasis[] = ['chebyshev', 'legendre', 'monomials']

/** Numbers of landmarks, waves and points that are no multiples of tiles and blocks, too. */
const shapes = fc.record({
  dim: fc.integer({ min: 1, max: 7 }),
  size: fc.integer({ min: 1, max: 70 }),
  count: fc.integer({ min: 1, max: 11 }),
  more: fc.integer({ min: 0, max: 6 }),
  kernel: fc.constantFrom(...KERNELS),
  basis: fc.constantFrom(...BASES),
  seed: fc.nat(),
})

interface Shape {
  readonly dim: number
  readonly count: number
  readonly more: number
  readonly kernel: (typeof KERNELS)[number]
  readonly basis: PolynomialBasis
}

function mapsOf({ dim, count, more, kernel, basis }: Shape, normals: (length: number) => Float64Array) {
  const sections = { kind: 'kernel', kernel, width: 1.7 } as const
  const landmarks = count + more
  const maps: readonly FeatureMap[] = [
    { ...sections, landmarks: normals(count * dim), count },
    { ...sections, landmarks: normals(landmarks * dim), count, transform: normals(count * landmarks) },
    { kind: 'fourier', frequencies: normals(count * dim), phases: normals(count) },
    {
      kind: 'projected-polynomial',
      basis,
      order: 3,
      directions: normals(2 * dim).map(value => 0.3 * value),
      offsets: normals(2),
    },
    { kind: 'directions', directions: normals(count * dim), count },
  ]
  return [
    ...maps,
    { kind: 'sum', maps: [...maps, chebyshev(2)] } as const,
    { kind: 'product', maps: [maps[1], linear([0])] } as const,
  ]
}

it('every kind of feature is summed as by backend-cpu, to rounding, on any number of points', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async ({ size, seed, ...shape }) => {
      const rng = createRng(seed)
      const normals = (length: number) => Float64Array.from({ length }, () => rng.normal())
      const set = weightedSet(normals(size * shape.dim), {
        dim: shape.dim,
        weights: normals(size).map(Math.abs),
      })
      const cells = oneCell(set)
      const frames = Float64Array.from({ length: 2 * shape.dim }, (_, i) => (i < shape.dim ? -4 : 4))
      for (const map of mapsOf(shape, normals)) {
        const request = { set, cells, map, frames }
        const [found, expected] = await Promise.all([
          ours.scaledMoments!(request),
          oracle.scaledMoments!(request),
        ])
        expect(found.sums.length).toBe(expected.sums.length)
        expected.sums.forEach((value, j) => {
          expect(Math.abs(found.sums[j] - value)).toBeLessThanOrEqual(1e-13 * expected.scales[j])
        })
      }
    }),
  )
})
