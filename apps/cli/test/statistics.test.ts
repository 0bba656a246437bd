import { createRng, type WeightedSet, weightedSet } from '@polylog/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSummaries, summarizeColumns } from '../src/statistics/column-summary.js'
import { histogram } from '../src/statistics/histogram.js'
import { fitLinear } from '../src/statistics/least-squares.js'
import { chebyshevMoments, defectsByDegree } from '../src/statistics/moment-defects.js'
import { distributionOf, quantile } from '../src/statistics/quantiles.js'
import { randomSubset } from '../src/statistics/random-subset.js'
import { standardized } from '../src/statistics/standardize.js'
import { createColumnDistances } from '../src/verify/column-distances.js'

const signal = new AbortController().signal

function randomSet(size: number, dim: number, seed = 1) {
  const rng = createRng(seed)
  const points = Float64Array.from({ length: size * dim }, () => rng.normal())
  const weights = Float64Array.from({ length: size }, () => rng.uniform())
  return weightedSet(points, { dim, weights })
}

describe('fitLinear', () => {
  it('finds the plane that the points lie on, however far from zero and however scaled', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(1e-8, 1, 1e8),
        fc.constantFrom(0, 1e6),
        (seed, scale, shift) => {
          const rng = createRng(seed)
          const rows = Array.from({ length: 5000 }, () => {
            const [a, b] = [rng.normal(), shift + rng.normal()]
            return [scale * a, b, 3 + 2 * a - 5 * b]
          })
          const { slopes, intercept, explained, rank, determined } = fitLinear(weightedSet(rows), 2)
          expect(slopes[0] * scale).toBeCloseTo(2, 6)
          expect(slopes[1]).toBeCloseTo(-5, 6)
          expect(Math.abs(intercept - 3)).toBeLessThan(1e-9 * (1 + 10 * shift))
          expect(explained).toBeCloseTo(1, 9)
          expect(rank).toBe(2)
          expect(determined).toBe(true)
        },
      ),
      { numRuns: 10 },
    )
  })

  it('shares the slope between collinear columns, and gives a constant one none', () => {
    const rng = createRng(4)
    const rows = Array.from({ length: 300 }, () => {
      const a = rng.normal()
      return [a, 2 * a, 7.1, 4 * a]
    })
    const weights = rows.map(() => rng.uniform())
    const fit = fitLinear(weightedSet(rows, { weights }), 3)
    expect(fit.rank).toBe(1)
    expect(fit.determined).toBe(false)
    expect(fit.slopes[0] + 2 * fit.slopes[1]).toBeCloseTo(4, 10)
    expect(fit.slopes[2]).toBe(0)
    expect(fit.explained).toBeCloseTo(1, 10)
  })

  it('fits columns of the most extreme scales, and says if a coefficient is no double', () => {
    const rng = createRng(5)
    const normals = Array.from({ length: 500 }, () => [rng.normal(), rng.normal()])
    for (const scale of [1e-306, 1e-154, 1e154, 1e306]) {
      const rows = normals.map(([a, b]) => [scale * a, scale * b, scale * (3 + 2 * a - 5 * b)])
      const fit = fitLinear(weightedSet(rows), 2)
      expect(fit.determined).toBe(true)
      expect(fit.slopes[0]).toBeCloseTo(2, 9)
      expect(fit.slopes[1]).toBeCloseTo(-5, 9)
      expect(fit.intercept / scale).toBeCloseTo(3, 9)
    }
    for (const [wide, narrow] of [
      [1e300, 1e-300],
      [1e-300, 1e300],
    ]) {
      const rows = normals.map(([a, b]) => [narrow * a, wide * (a + b)])
      expect(fitLinear(weightedSet(rows), 1).determined).toBe(false)
    }
  })

  it('counts a row of weight 3 as three rows', () => {
    const points = [
      [0, 1],
      [1, 3],
      [2, 2],
      [3, 9],
    ]
    const tripled = [...points, points[1], points[1]]
    const weighted = fitLinear(weightedSet(points, { weights: [1, 3, 1, 1] }), 1)
    expect(weighted.slopes[0]).toBeCloseTo(fitLinear(weightedSet(tripled), 1).slopes[0], 12)
  })
})

describe('chebyshevMoments', () => {
  it('are the sums of cos(i acos x) cos(j acos y), over any number of blocks', async () => {
    const set = randomSet(1500, 2)
    const box = summarizeColumns(set)
    const { degrees, sums, absoluteSums } = await chebyshevMoments(set, box, 3, signal)
    const unit = (row: number, axis: number) => {
      const { lower, upper } = box[axis]
      return Math.min(1, Math.max(-1, (2 * (set.points[row * 2 + axis] - lower)) / (upper - lower) - 1))
    }
    let at = 0
    for (let degree = 0; degree <= 3; degree++) {
      for (let j = 0; j <= degree; j++) {
        const i = degree - j
        let sum = 0
        let absolute = 0
        for (let row = 0; row < set.size; row++) {
          const term = Math.cos(i * Math.acos(unit(row, 0))) * Math.cos(j * Math.acos(unit(row, 1)))
          sum += set.weights[row] * term
          absolute += set.weights[row] * Math.abs(term)
        }
        expect(degrees[at]).toBe(degree)
        expect(sums[at]).toBeCloseTo(sum, 8)
        expect(absoluteSums[at]).toBeCloseTo(absolute, 8)
        at++
      }
    }
    expect(at).toBe(10)
  })

  it('do not change when a point is split in two, and show where two sets part', async () => {
    const set = weightedSet([[0], [1], [2], [3], [4]], { weights: [1, 1, 2, 1, 1] })
    const split = weightedSet([[0], [1], [2], [2], [3], [4]])
    const [box] = summarizeColumns(set)
    const moments = await chebyshevMoments(set, [box], 4, signal)
    expect(defectsByDegree(moments, await chebyshevMoments(split, [box], 4, signal))).toEqual([0, 0, 0, 0, 0])
    // Simpson-like weights with the same mass, mean and variance, but another fourth moment.
    const other = weightedSet([[0], [2], [4]], { weights: [1.25, 3.5, 1.25] })
    const defects = defectsByDegree(moments, await chebyshevMoments(other, [box], 4, signal))
    expect(Math.max(...defects.slice(0, 4))).toBeLessThan(1e-14)
    expect(defects[4]).toBeGreaterThan(0.01)
  })
})

describe('distributions', () => {
  it('have the weighted quantiles', () => {
    const set = weightedSet([[3], [1], [2]], { weights: [1, 1, 2] })
    const distribution = distributionOf(set, 0)
    expect([0.1, 0.25, 0.5, 0.75, 0.99].map(share => quantile(distribution, share))).toEqual([1, 1, 2, 2, 3])
  })

  it('are at no distance from themselves, split or reordered, and at 1 from far ones', () => {
    const held = weightedSet([[5], [2], [1]], { weights: [2, 4, 2] })
    expect(distances(held, weightedSet([[1], [2], [2], [5]]))).toEqual([0])
    expect(distances(held, weightedSet([[9]]))).toEqual([1])
    expect(distances(held, weightedSet([[-9]]))).toEqual([1])
  })

  it('are as far apart as at the worst of all their values, however the rows come in parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 30 }),
        fc.nat(30),
        (a, b, cut) => {
          const share = (values: readonly number[], at: number) =>
            values.filter(value => value <= at).length / values.length
          const at = Array.from({ length: 14 }, (_, i) => i - 1)
          const expected = Math.max(...at.map(x => Math.abs(share(a, x) - share(b, x))))
          const parts = [b.slice(0, cut), b.slice(cut)].filter(part => part.length > 0)
          const found = distances(
            weightedSet(a.map(x => [x])),
            ...parts.map(part => weightedSet(part.map(x => [x]))),
          )
          expect(found[0]).toBeCloseTo(expected, 12)
        },
      ),
    )
  })
})

function distances(held: WeightedSet, ...parts: readonly WeightedSet[]): readonly number[] {
  const accumulator = createColumnDistances(held)
  for (const part of parts) accumulator.add(part)
  return accumulator.distances()
}

it('summaries of parts are those of the whole, at every scale', () => {
  for (const scale of [1e-300, 1, 1e300]) {
    const set = randomSet(1000, 2)
    const all = { ...set, points: set.points.map((x, i) => scale * (i % 2 ? 7 : x)) }
    const accumulator = createSummaries(2)
    for (let from = 0; from < 1000; from += 130) {
      const to = Math.min(1000, from + 130)
      accumulator.add({
        size: to - from,
        dim: 2,
        points: all.points.subarray(2 * from, 2 * to),
        weights: all.weights.subarray(from, to),
      })
    }
    const expected = summarizeColumns(all)
    accumulator.summaries().forEach(({ lower, upper, mean, standardDeviation }, column) => {
      expect({ lower, upper }).toEqual({ lower: expected[column].lower, upper: expected[column].upper })
      expect(mean / scale).toBeCloseTo(expected[column].mean / scale, 12)
      expect(standardDeviation / scale).toBeCloseTo(expected[column].standardDeviation / scale, 12)
    })
  }
})

it('a random subset keeps the mass, has distinct rows, and is the same for the same seed', () => {
  const points = Float64Array.from({ length: 50 }, (_, i) => i)
  const weights = Float64Array.from({ length: 50 }, (_, i) => 1 + i)
  const set = weightedSet(points, { dim: 1, weights })
  const subset = randomSubset(set, 20, createRng(2))
  expect(new Set(subset.points).size).toBe(20)
  expect(subset.weights.reduce((a, b) => a + b)).toBeCloseTo(50 * 25.5, 9)
  expect(randomSubset(set, 20, createRng(2))).toEqual(subset)
})

it('a standardised copy has mean 0 and deviation 1, and leaves the original alone', () => {
  const set = weightedSet([
    [1e9, 5],
    [1e9 + 2, 5],
    [1e9 + 4, 5],
  ])
  const before = set.points.slice()
  const [first, second] = summarizeColumns(standardized(set, summarizeColumns(set)))
  expect(first.mean).toBeCloseTo(0, 12)
  expect(first.standardDeviation).toBeCloseTo(1, 12)
  expect(second).toMatchObject({ lower: 0, upper: 0 })
  expect(set.points).toEqual(before)
})

it.each([1e-320, 1e-300, 1e-154, 1e154, 1e300, 1.7e308])(
  'a column of the scale of %s keeps its shape',
  async scale => {
    const shape = [-1, -0.5, 0.25, 0.5, 1]
    const set = weightedSet(shape.map(value => [scale * value]))
    const copy = standardized(set, summarizeColumns(set))
    const expected = standardized(
      weightedSet(shape.map(value => [value])),
      summarizeColumns(weightedSet(shape.map(value => [value]))),
    )
    copy.points.forEach((value, i) => {
      expect(value).toBeCloseTo(expected.points[i], 2)
    })
    const box = summarizeColumns(set)
    const { sums } = await chebyshevMoments(set, box, 1, signal)
    expect(sums[1]).toBeCloseTo(0.25, 3)
    const shares = histogram(set, { column: 0, lower: -scale, upper: scale, bins: 2 })
    expect(Array.from(shares)).toEqual([0.4, 0.4])
  },
)
