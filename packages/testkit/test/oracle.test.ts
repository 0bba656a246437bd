import { cpu } from '@polylog/backend-cpu'
import { boundingBox, compensatedSum, type FeatureMap, type WeightedSet } from '@polylog/core'
import { chebyshev, custom, directions, legendre, momentResidual, monomials, sum } from '@polylog/moments'
import { hardSets } from '@polylog/testkit'
import { describe, expect, test } from 'vitest'
import { plainFeatures } from './plain-features.js'

const maps: Record<string, FeatureMap> = {
  chebyshev: chebyshev(6),
  legendre: legendre(4),
  monomials: monomials(3),
  directions: directions([[1, 2, 3]]),
  custom: custom(([x, y]) => [x * y], 1),
  'a sum': sum(chebyshev(2), directions([[3, 2, 1]]), legendre(3)),
}

function oneCell({ size, dim, points, weights }: WeightedSet) {
  const permutation = Uint32Array.from({ length: size }, (_, row) => row)
  const frames = new Float64Array(2 * dim)
  boundingBox(points, dim, permutation, 0, size, frames)
  const offsets = Uint32Array.of(0, size)
  const counts = Uint32Array.of(size)
  const masses = Float64Array.of(compensatedSum(weights))
  const diameters = Float64Array.of(Infinity)
  return { cells: { count: 1, offsets, permutation, counts, masses, diameters }, frames }
}

/** One row of plain features per point. */
function plainTable(map: FeatureMap, set: WeightedSet, box: Float64Array): number[][] {
  const features = plainFeatures(map, set.dim, box)
  return Array.from({ length: set.size }, (_, row) =>
    features(set.points.slice(row * set.dim, (row + 1) * set.dim)),
  )
}

describe.each(hardSets(3, { size: 40 }).map(({ name, set }) => ({ name, set })))('on $name', ({ set }) => {
  test.each(Object.entries(maps))('the oracle evaluates %s as the plainest code does', async (_, map) => {
    const { cells, frames } = oneCell(set)
    const { values } = await cpu().features!({ set, cells, map, frames })
    const expected = plainTable(map, set, frames).flat()
    expect(values.length).toBe(expected.length)
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
    for (let i = 0; i < values.length; i++) {
      expect(Math.abs(values[i] - expected[i])).toBeLessThanOrEqual(1e-13 * largest)
    }
  })

  test('the residual of a set that lost a row is that of the plainest code', () => {
    const live = set.weights.lastIndexOf(Math.max(...set.weights))
    const weights = set.weights.map((weight, row) => (row === live ? weight / 2 : weight))
    const carrying = set.weights.map(weight => (weight > 0 ? 1 : 0))
    const rows = Uint32Array.from(carrying.keys()).filter(row => carrying[row] === 1)
    const box = new Float64Array(2 * set.dim)
    boundingBox(set.points, set.dim, rows, 0, rows.length, box)
    const table = plainTable(chebyshev(3), set, box)
    const ratios = table[0].map((_, j) => {
      const lost = (set.weights[live] / 2) * table[live][j]
      return lost === 0
        ? 0
        : Math.abs(lost) / compensatedSum(table.map((row, i) => Math.abs(set.weights[i] * row[j])))
    })
    expect(momentResidual(set, { ...set, weights }, chebyshev(3))).toBeCloseTo(Math.max(...ratios), 11)
  })
})
