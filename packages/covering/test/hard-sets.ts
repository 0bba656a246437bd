import { createRng, type Rng, type WeightedSet, weightedSet } from '@polylog/core'
import fc from 'fast-check'

const FAMILIES = ['generic', 'rank-deficient', 'duplicated', 'constant', 'collinear', 'clustered'] as const
const SCALES = [1e-8, 1, 1e8]
const WEIGHTS = ['ones', 'random', 'some zero', 'one heavy'] as const

/** Sets of every hard family, from one point up, at several scales, with every kind of weights. */
export function hardSets(maxSize = 120): fc.Arbitrary<WeightedSet> {
  return fc
    .record({
      family: fc.constantFrom(...FAMILIES),
      size: fc.integer({ min: 1, max: maxSize }),
      dim: fc.integer({ min: 1, max: 5 }),
      scale: fc.constantFrom(...SCALES),
      shift: fc.constantFrom(0, 1000),
      weights: fc.constantFrom(...WEIGHTS),
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
    })
    .map(({ family, size, dim, scale, shift, weights, seed }) => {
      const rng = createRng(seed)
      const points = pointsOf(family, size, dim, rng).map(value => (value + shift) * scale)
      return weightedSet(points, { dim, weights: weightsOf(weights, size, rng) })
    })
}

/** Counts below, at and above the sizes of `hardSets`. */
export const counts = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 150 }))

function pointsOf(family: (typeof FAMILIES)[number], size: number, dim: number, rng: Rng): Float64Array {
  const random = (length: number) => Float64Array.from({ length }, () => rng.uniform() * 2 - 1)
  switch (family) {
    case 'generic':
      return random(size * dim)
    case 'constant': {
      const point = random(dim)
      return Float64Array.from({ length: size * dim }, (_, i) => point[i % dim])
    }
    case 'duplicated': {
      const distinct = Math.max(1, Math.floor(size / 5))
      const source = random(distinct * dim)
      return rowwise(size, dim, () => {
        const from = rng.integer(distinct) * dim
        return source.subarray(from, from + dim)
      })
    }
    case 'collinear': {
      const direction = random(dim)
      return rowwise(size, dim, () => {
        const along = rng.normal()
        return direction.map(value => value * along)
      })
    }
    case 'rank-deficient':
      return rowwise(size, dim, () => random(dim).map((value, axis) => (axis % 2 === 0 ? value : 0.25)))
    case 'clustered':
      return rowwise(size, dim, () => random(dim).map(value => Math.round(3 * value) + 1e-3 * rng.normal()))
  }
}

function rowwise(size: number, dim: number, point: () => Float64Array): Float64Array {
  const points = new Float64Array(size * dim)
  for (let row = 0; row < size; row++) points.set(point(), row * dim)
  return points
}

function weightsOf(kind: (typeof WEIGHTS)[number], size: number, rng: Rng): number[] {
  const weights = Array.from({ length: size }, () => (kind === 'ones' ? 1 : rng.uniform() + 0.01))
  if (kind === 'some zero') for (let row = 1; row < size; row += 2) weights[row] = 0
  if (kind === 'one heavy') weights[0] = 1e12
  return weights
}
