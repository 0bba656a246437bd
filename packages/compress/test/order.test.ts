import { compress } from '@polylog/compress'
import { createRng, type WeightedSet, weightedSet } from '@polylog/core'
import { kdCells } from '@polylog/covering'
import { compressionProblems, HARD_FAMILIES, hardSet } from '@polylog/testkit'
import { describe, expect, it } from 'vitest'
import { uniformPoints } from './uniform-points.js'

describe("order 'auto'", () => {
  it.each(HARD_FAMILIES)('never fails on %s data, however few points are asked for', async family => {
    for (const dim of [1, 3, 12]) {
      for (const quality of ['fast', 'best'] as const) {
        const { set } = hardSet(family, createRng(dim), { size: 150, dim })
        for (const size of [1, 2, dim, dim + 1, 40]) {
          const compression = await compress(set, { size, quality })
          expect(compressionProblems(compression, set, { size })).toEqual([])
          expect(compression.certificate.momentResidual).toBeLessThanOrEqual(1e-12)
          expect(compression.certificate.featureCount).toBeLessThanOrEqual(size)
        }
      }
    }
  })

  it('never fails on coordinates near the ends of the range of numbers', async () => {
    for (const factor of [1e-150, 1e150, 1e300]) {
      const { size, points } = uniformPoints(300, 5)
      const set = weightedSet(
        points.map(value => factor * value),
        { dim: 5 },
      )
      for (const kept of [1, 3, 40]) {
        const compression = await compress(set, { size: kept })
        expect(compressionProblems(compression, set, { size: kept })).toEqual([])
      }
      expect(set.size).toBe(size)
    }
  })

  it('never fails far from the mean, where the functions of the trial are large', async () => {
    const rng = createRng(1)
    const set = weightedSet(
      Array.from({ length: 200 }, () => [rng.normal()]),
      { weights: Array.from({ length: 200 }, (_, row) => (row === 50 ? 1e14 : 1)) },
    )
    await compress(set, { size: 20 })
  })

  it('never fails on directions that hold nothing but rounding', async () => {
    for (const noise of [1e-2, 1e-3, 1e-4, 1e-8, 1e-13, 1e-16, 0]) {
      const rng = createRng(5)
      const set = weightedSet(
        Array.from({ length: 600 }, () => {
          const t = rng.normal()
          return [1, -2, 0.3, 7, 0.7].map(component => t * component + noise * rng.normal())
        }),
      )
      const { certificate } = await compress(set, { size: 4 })
      expect(certificate.momentResidual).toBeLessThanOrEqual(1e-12)
    }
  })

  it('keeps mass and principal directions where order 1 does not fit', async () => {
    const rng = createRng(2)
    const set = weightedSet(
      Array.from({ length: 800 }, () => {
        const [a, b] = [rng.normal(), 10 * rng.normal() + 3]
        return [a, 2 * a, b, a, -b]
      }),
    )
    const { set: kept, certificate } = await compress(set, { size: 3 })
    expect(certificate).toMatchObject({ order: undefined, featureCount: 3, outputSize: 3 })
    for (let axis = 0; axis < 5; axis++) expect(mean(kept, axis)).toBeCloseTo(mean(set, axis), 11)
  })

  it('keeps more digits of smooth probes than of kinked ones, by higher orders', async () => {
    const set = uniformPoints(4000, 2)
    const smooth = (point: Float64Array) => [Math.exp(point[0] + point[1]), Math.cos(point[0] - point[1])]
    const kinked = (point: Float64Array) => [
      Math.abs(point[0] - 0.2 * point[1]),
      Math.sign(point[1] + 0.3 * point[0]),
    ]
    const forSmooth = await compress(set, { size: 300, probe: smooth })
    const forKinked = await compress(set, { size: 300, probe: kinked })
    expect(forSmooth.certificate.order).toBeGreaterThan(forKinked.certificate.order!)
    expect(forSmooth.certificate.probeError).toBeLessThan(1e-9)
  })

  it('does no worse than the orders 1 to 3 do', async () => {
    const set = uniformPoints(3000, 2, 8)
    const probe = ([x, y]: Float64Array) => [1 / (1 + Math.exp(-x - y)), Math.cos(2 * x)]
    const errorOf = async (order: number | 'auto') =>
      (await compress(set, { size: 300, probe, order, quality: 'fast' })).certificate.probeError!
    const chosen = await errorOf('auto')
    for (const order of [1, 2, 3]) expect(chosen).toBeLessThan(await errorOf(order))
  })
})

describe('order 0', () => {
  it('keeps the medoid of each cell, with its mass', async () => {
    const set = hardSet('generic', createRng(3), { size: 400, dim: 2 }).set
    const { set: kept, indices, certificate } = await compress(set, { size: 25, order: 0, quality: 'fast' })
    expect(certificate).toMatchObject({ order: 0, featureCount: 1, cells: 25, outputSize: 25 })
    const cells = kdCells(set, { count: 25 })
    const expected = Array.from({ length: 25 }, (_, cell) => {
      const rows = cells.permutation.subarray(cells.offsets[cell], cells.offsets[cell + 1])
      return { row: medoid(set, rows), mass: cells.masses[cell] }
    }).sort((a, b) => a.row - b.row)
    expect(Array.from(indices)).toEqual(expected.map(({ row }) => row))
    expected.forEach(({ mass }, i) => {
      expect(kept.weights[i]).toBeCloseTo(mass, 12)
    })
  })

  it('keeps no other moment', async () => {
    const { certificate } = await compress(uniformPoints(1000, 2), { size: 50, order: 0 })
    expect(certificate.momentResidual).toBeLessThanOrEqual(1e-15)
    expect(certificate.nextOrderDefect).toBeGreaterThan(1e-6)
  })
})

describe('the defect of the next order', () => {
  it('is that of the first moments that are not kept', async () => {
    const set = uniformPoints(1000, 1)
    const { set: kept, certificate } = await compress(set, { size: 4, order: 3 })
    const half = (Math.max(...set.points) - Math.min(...set.points)) / 2
    const middle = (Math.max(...set.points) + Math.min(...set.points)) / 2
    const degree4 = (x: number) => Math.cos(4 * Math.acos(Math.min(1, Math.max(-1, (x - middle) / half))))
    const sum = ({ points, weights }: WeightedSet, f: (x: number) => number) =>
      points.reduce((total, x, i) => total + weights[i] * f(x), 0)
    const defect = Math.abs(sum(set, degree4) - sum(kept, degree4)) / sum(set, x => Math.abs(degree4(x)))
    expect(certificate.nextOrderDefect).toBeCloseTo(defect, 9)
  })

  it('is sampled beyond 10^4 features, and says so', async () => {
    const { certificate } = await compress(uniformPoints(300, 40), { size: 100, order: 1, quality: 'fast' })
    expect(certificate.nextOrderSampled).toBeUndefined()
    const { certificate: wide } = await compress(uniformPoints(400, 150), { size: 200, order: 1 })
    expect(wide.nextOrderSampled).toEqual({ looked: 1000, of: 11325 })
    expect(wide.nextOrderDefect).toBeGreaterThan(0)
  })
})

function mean({ points, weights, dim }: WeightedSet, axis: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.reduce((sum, weight, i) => sum + (weight / total) * points[i * dim + axis], 0)
}

/** The row of least summed squared distance to the others, by brute force. */
function medoid({ points, weights, dim }: WeightedSet, rows: Uint32Array): number {
  const cost = (row: number) =>
    rows.reduce((total, other) => {
      let square = 0
      for (let axis = 0; axis < dim; axis++)
        square += (points[row * dim + axis] - points[other * dim + axis]) ** 2
      return total + weights[other] * square
    }, 0)
  return rows.reduce((best, row) => (cost(row) < cost(best) ? row : best))
}
