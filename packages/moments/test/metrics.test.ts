import { createRng, KERNELS, type Kernel, OptionError, type WeightedSet, weightedSet } from '@polylog/core'
import { randomFourier } from '@polylog/moments/from-data'
import {
  effectiveSampleSize,
  energyDistance,
  measureMetrics,
  mmd,
  slicedWasserstein,
} from '@polylog/moments/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

function normalSet(size: number, dim: number, seed: number, shift = 0): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => rng.normal() + shift),
    { dim, weights: Float64Array.from({ length: size }, () => 0.5 + rng.uniform()) },
  )
}

/** `Σ_ij p_i p_j K - 2 Σ_ij p_i q_j K + Σ_ij q_i q_j K`, by its definition. */
function plainDiscrepancy(a: WeightedSet, b: WeightedSet, kernel: (distance: number) => number): number {
  const mean = (one: WeightedSet, other: WeightedSet) => {
    let sum = 0
    let mass = 0
    for (let i = 0; i < one.size; i++) {
      for (let j = 0; j < other.size; j++) {
        const difference = Array.from(
          { length: one.dim },
          (_, axis) => one.points[i * one.dim + axis] - other.points[j * one.dim + axis],
        )
        const weight = one.weights[i] * other.weights[j]
        sum += weight * kernel(Math.hypot(...difference))
        mass += weight
      }
    }
    return sum / mass
  }
  return mean(a, a) - 2 * mean(a, b) + mean(b, b)
}

const PLAIN: Readonly<Record<Kernel, (r: number) => number>> = {
  gaussian: r => Math.exp((-r * r) / 2),
  laplace: r => Math.exp(-r),
  matern32: r => (1 + Math.sqrt(3) * r) * Math.exp(-Math.sqrt(3) * r),
  matern52: r => (1 + Math.sqrt(5) * r + (5 * r * r) / 3) * Math.exp(-Math.sqrt(5) * r),
}

describe('the maximum mean discrepancy', () => {
  it.each(KERNELS)('is what its definition says, with the %s kernel', kernel => {
    const [a, b] = [normalSet(60, 3, 1), normalSet(40, 3, 2, 0.5)]
    const { value, standardError } = mmd(a, b, { kernel, width: 1.7 })
    expect(value ** 2).toBeCloseTo(
      plainDiscrepancy(a, b, r => PLAIN[kernel](r / 1.7)),
      12,
    )
    expect(standardError).toBeUndefined()
  })

  it('is nothing between a set and itself, whatever the scale of its weights', () => {
    const a = normalSet(50, 2, 3)
    const heavier = weightedSet(a.points, { dim: 2, weights: a.weights.map(weight => 7 * weight) })
    expect(mmd(a, heavier).value).toBeLessThan(1e-7)
  })

  it('is right within its error bars where rows are drawn', () => {
    const [a, b] = [normalSet(3000, 2, 4), normalSet(100, 2, 5, 0.1)]
    const exact = mmd(a, b, { rows: Infinity, width: 1 }).value ** 2
    let within = 0
    for (let seed = 0; seed < 40; seed++) {
      const { value, standardError, sampled } = mmd(a, b, { rows: 400, width: 1, seed })
      expect(sampled).toBe(400)
      if (Math.abs(value ** 2 - exact) <= 2 * 2 * value * standardError!) within++
    }
    // 38 are to be expected of 40 within two standard errors.
    expect(within).toBeGreaterThanOrEqual(34)
  })

  it('refuses a width of 0 and an unknown kernel', () => {
    const a = normalSet(5, 1, 1)
    expect(() => mmd(a, a, { width: 0 })).toThrow('The width of the gaussian kernel is 0')
    expect(() => mmd(a, a, { kernel: 'box' as Kernel })).toThrow(OptionError)
    expect(() => mmd(a, normalSet(5, 2, 1), { width: 1 })).toThrow('dim 1 and 2')
  })
})

describe('the energy distance', () => {
  it('is what its definition says', () => {
    const [a, b] = [normalSet(50, 2, 6), normalSet(30, 2, 7, 1)]
    expect(energyDistance(a, b).value).toBeCloseTo(
      plainDiscrepancy(a, b, r => -r),
      12,
    )
  })
})

describe('the sliced Wasserstein distance', () => {
  it('of two points is their distance over the root of the dimension', () => {
    for (const dim of [1, 2, 5]) {
      const [a, b] = [
        weightedSet([new Array(dim).fill(0)]),
        weightedSet([[3, ...new Array(dim - 1).fill(0)]]),
      ]
      const { value, standardError } = slicedWasserstein(a, b, { directions: 4000 })
      expect(Math.abs(value - 3 / Math.sqrt(dim))).toBeLessThanOrEqual(4 * (standardError ?? 0) + 1e-12)
    }
  })

  it('in one dimension is that of the quantiles, however masses are split', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (seed, n, m) => {
          const rng = createRng(seed)
          const draw = (size: number) =>
            weightedSet(
              Array.from({ length: size }, () => [rng.normal()]),
              { weights: Array.from({ length: size }, () => 1 + rng.integer(4)) },
            )
          const [a, b] = [draw(n), draw(m)]
          const spread = (set: WeightedSet, other: WeightedSet) => {
            const copies = other.weights.reduce((sum, weight) => sum + weight, 0)
            return Array.from(set.points)
              .flatMap((x, i) => new Array<number>(set.weights[i] * copies).fill(x))
              .sort((x, y) => x - y)
          }
          const [left, right] = [spread(a, b), spread(b, a)]
          const expected = Math.sqrt(left.reduce((sum, x, i) => sum + (x - right[i]) ** 2, 0) / left.length)
          expect(slicedWasserstein(a, b).value).toBeCloseTo(expected, 9)
        },
      ),
    )
  })
})

describe('the effective sample size', () => {
  it('is the number of points of equal weight, and less of others', () => {
    expect(effectiveSampleSize(Float64Array.of(3, 3, 3, 3))).toBeCloseTo(4, 12)
    expect(effectiveSampleSize(Float64Array.of(1e300, 1e300, 0))).toBeCloseTo(2, 12)
    expect(effectiveSampleSize(Float64Array.of(1, 3))).toBeCloseTo(1.6, 12)
  })
})

it.each([1e200, 1e-200, 1e-5])('all are those of a unit scale, times the scale: %f', scale => {
  const [a, b] = [normalSet(60, 2, 1), normalSet(50, 2, 2, 0.3)]
  const scaled = (set: WeightedSet) => ({ ...set, points: set.points.map(value => scale * value) })
  const plain = measureMetrics(a, b)
  const found = measureMetrics(scaled(a), scaled(b))
  expect(found.mmd.value / plain.mmd.value).toBeCloseTo(1, 9)
  expect(found.mmd.width / scale / plain.mmd.width).toBeCloseTo(1, 9)
  expect(found.energyDistance.value / scale / plain.energyDistance.value).toBeCloseTo(1, 9)
  expect(found.slicedWasserstein.value / scale / plain.slicedWasserstein.value).toBeCloseTo(1, 9)
})

it('what cannot be compared is refused', () => {
  const a = normalSet(5, 2, 1)
  const none = { ...a, weights: new Float64Array(5) }
  const rows = [[1, 2]] as never
  for (const metric of [mmd, energyDistance, slicedWasserstein]) {
    expect(() => metric(rows, a)).toThrow(/weightedSet/)
    expect(() => metric(a, none)).toThrow('All weights are zero')
    expect(() => metric(a, normalSet(5, 3, 1))).toThrow('The sets have dim 2 and 3')
  }
  expect(() => effectiveSampleSize(new Float64Array(3))).toThrow('No weight is positive')
  const point = weightedSet([[1, 2]])
  expect(mmd(point, point).value).toBe(0)
  expect(mmd(point, a).value).toBeGreaterThan(0)
})

it('features of a seed are not drawn as data of that seed are, nor as directions that judge', () => {
  const { frequencies } = randomFourier({ dim: 2, count: 8, width: 1, seed: 7 })
  const rng = createRng(7)
  const drawn = Array.from({ length: 16 }, () => rng.normal())
  for (const frequency of frequencies) expect(drawn).not.toContain(frequency)
  const judging = createRng(7, 'directions that judge')
  for (let i = 0; i < 16; i++) expect(frequencies).not.toContain(judging.normal())
})

it('all are measured together, with one width', () => {
  const [a, b] = [normalSet(200, 2, 8), normalSet(20, 2, 9)]
  const { mmd: measured, energyDistance: energy, effectiveSampleSize: effective } = measureMetrics(a, b)
  expect(measured).toMatchObject({ kernel: 'gaussian', value: mmd(a, b, { width: measured.width }).value })
  expect(energy.value).toBe(energyDistance(a, b).value)
  expect(effective).toBeLessThan(20)
})

it('what is not told from 0 has rounding as its error, either way round', () => {
  const many = weightedSet(
    Float64Array.from({ length: 600 }, (_, i) => (i + 0.5) / 600),
    { dim: 1 },
  )
  const same = weightedSet(many.points.slice().reverse(), { dim: 1 })
  for (const [a, b] of [
    [many, same],
    [same, many],
  ]) {
    const { value, standardError } = mmd(a, b, { width: 3 })
    expect(value).toBeLessThan(3e-8)
    expect(standardError).toBeCloseTo(3e-8, 9)
  }
  const other = weightedSet([[0.2], [0.7]])
  expect(mmd(many, other, { width: 3 }).standardError).toBeUndefined()
})
