import { createRng, type FeatureMap, weightedSet } from '@polylog/core'
import {
  boxOf,
  cellMoments,
  chebyshev,
  custom,
  directions,
  featureSums,
  featureTable,
  largestRelativeDifference,
  legendre,
  momentResidual,
  monomials,
  sum,
} from '@polylog/moments'
import { hardSets } from '@polylog/testkit'
import { describe, expect, test } from 'vitest'
import { plainBox, plainFeatures, plainMoments } from './plain-features.js'
import { dealtCells, rowsOf } from './reduction-claims.js'

const MAPS: Record<string, FeatureMap> = {
  chebyshev: chebyshev(4),
  legendre: legendre(3),
  monomials: monomials(2),
  directions: directions([[1, -1]]),
  custom: custom(([x]) => [Math.sin(x)], 1),
  'a sum': sum(
    legendre(2),
    custom(([, y]) => [Math.cos(y)], 1),
  ),
}

describe.each(hardSets(9, { dim: 2, size: 150 }))('on the family: $name', ({ set }) => {
  const cells = dealtCells(set, 2)
  const boxes = Array.from({ length: cells.count }, (_, cell) => plainBox(set, rowsOf(cells, cell)))
  const frames = Float64Array.from(boxes.flatMap(box => Array.from(box)))

  test.each(Object.entries(MAPS))('the table and the moments of %s are those of plain loops', (_, map) => {
    const { count, values } = featureTable({ set, cells, map, frames })
    const moments = cellMoments({ set, cells, map, frames })
    expect(moments.length).toBe(cells.count * count)
    for (let cell = 0; cell < cells.count; cell++) {
      const rows = rowsOf(cells, cell)
      const plain = plainFeatures(map, boxes[cell])
      rows.forEach((row, i) => {
        const expected = plain(set.points.slice(2 * row, 2 * row + 2))
        expected.forEach((value, j) => {
          const found = values[(cells.offsets[cell] + i) * count + j]
          expect(Math.abs(found - value)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(value)))
        })
      })
      const weights = rows.map(row => set.weights[row])
      const { sums, scales } = plainMoments(map, set, rows, weights, boxes[cell])
      sums.forEach((value, j) => {
        expect(Math.abs(moments[cell * count + j] - value)).toBeLessThanOrEqual(1e-13 * scales[j])
      })
    }
  })

  test('sums and scales of the whole set are on the box of the rows that carry weight', () => {
    const live = Array.from(set.weights.keys()).filter(row => set.weights[row] > 0)
    const box = plainBox(set, live)
    expect(boxOf(set)).toEqual(box)
    const weights = live.map(row => set.weights[row])
    const expected = plainMoments(chebyshev(4), set, live, weights, box)
    const { sums, scales } = featureSums(set, chebyshev(4))
    expected.scales.forEach((scale, j) => {
      expect(Math.abs(sums[j] - expected.sums[j])).toBeLessThanOrEqual(1e-13 * scale)
      expect(Math.abs(scales[j] - scale)).toBeLessThanOrEqual(1e-13 * scale)
    })
  })
})

describe('momentResidual', () => {
  const rng = createRng(1)
  const set = weightedSet(
    Float64Array.from({ length: 600 }, () => rng.normal()),
    { dim: 3 },
  )

  test('is 0 between a set and itself, in any order of rows', () => {
    const reversed = weightedSet(
      Array.from({ length: 200 }, (_, i) => [...set.points.slice(597 - 3 * i, 600 - 3 * i)]),
    )
    expect(momentResidual(set, set, chebyshev(5))).toBe(0)
    expect(momentResidual(set, reversed, chebyshev(5))).toBeLessThanOrEqual(1e-15)
  })

  test('is the largest relative change of a sum, on the frame of the first set', () => {
    const weights = set.weights.map((weight, row) => (row % 7 === 0 ? weight / 2 : weight))
    const rows = Array.from(weights.keys())
    const box = plainBox(set, rows)
    const before = plainMoments(legendre(3), set, rows, set.weights, box)
    const after = plainMoments(legendre(3), set, rows, weights, box)
    const expected = Math.max(
      ...before.sums.map((value, j) => Math.abs(value - after.sums[j]) / before.scales[j]),
    )
    expect(momentResidual(set, { ...set, weights }, legendre(3))).toBeCloseTo(expected, 13)
    expect(expected).toBeGreaterThan(0.05)
  })

  test('a sum that appears where there was none is infinitely wrong', () => {
    expect(largestRelativeDifference([1, 0], [1, 0], [1, 0])).toBe(0)
    expect(largestRelativeDifference([1, 0], [1, 1e-300], [1, 0])).toBe(Infinity)
    expect(largestRelativeDifference([1, 2], [1, Number.NaN], [1, 2])).toBeNaN()
  })
})

test('sums are compensated from block to block: small masses are not lost beside a large one', () => {
  const size = 100_001
  const points = new Float64Array(size).fill(1)
  const weights = new Float64Array(size).fill(2 ** -7)
  weights[0] = 2 ** 53
  const { sums } = featureSums({ size, dim: 1, points, weights }, monomials(0))
  expect(Math.abs(sums[0] - 2 ** 53 - 781)).toBeLessThanOrEqual(2)
})
