import { type AssignRequest, createRng, type WeightedSet, weightedSet } from '@polylog/core'
import { assignNearest, kdCells, kMeansCells } from '@polylog/covering'
import { describe, expect, it } from 'vitest'
import { inertia, rowsOf } from './geometry.js'

/** Weighted Gaussian clusters of unequal sizes. */
function mixture(size: number, dim: number, clusters: number, seed: number): WeightedSet {
  const rng = createRng(seed)
  const centres = Float64Array.from({ length: clusters * dim }, () => rng.uniform() * 10)
  const points = new Float64Array(size * dim)
  for (let row = 0; row < size; row++) {
    const cluster = Math.floor(clusters * rng.uniform() ** 2)
    for (let axis = 0; axis < dim; axis++)
      points[row * dim + axis] = centres[cluster * dim + axis] + 0.3 * rng.normal()
  }
  return weightedSet(points, {
    dim,
    weights: Float64Array.from({ length: size }, () => Math.exp(rng.normal())),
  })
}

describe('kMeansCells', () => {
  it.each([1, 2, 3, 4, 5])(
    'have at most half the inertia of k-d cells on a mixture (seed %s)',
    async seed => {
      const set = mixture(6000, 3, 30, seed)
      const options = { count: 60, seed }
      expect(inertia(set, await kMeansCells(set, options))).toBeLessThan(
        0.5 * inertia(set, kdCells(set, options)),
      )
    },
  )

  it.each([1, 2, 3])('have less inertia than k-d cells on uniform points too (seed %s)', async seed => {
    const rng = createRng(seed)
    const set = weightedSet(
      Float64Array.from({ length: 8000 }, () => rng.uniform()),
      { dim: 2 },
    )
    const options = { count: 50, seed }
    expect(inertia(set, await kMeansCells(set, options))).toBeLessThan(inertia(set, kdCells(set, options)))
  })

  it('improve on their starts, by mini-batches as by whole rounds', async () => {
    const set = mixture(5000, 2, 12, 9)
    const started = inertia(set, await kMeansCells(set, { count: 40, seed: 2, iterations: 0 }))
    const byBatches = inertia(set, await kMeansCells(set, { count: 40, seed: 2, batchSize: 500 }))
    const byRounds = inertia(set, await kMeansCells(set, { count: 40, seed: 2, batchSize: 5000 }))
    expect(byBatches).toBeLessThan(0.9 * started)
    expect(byRounds).toBeLessThan(0.9 * started)
  })

  it('reach a fixed point by whole rounds: each centre is the weighted mean of its cell', async () => {
    const set = mixture(300, 2, 4, 1)
    const asked: AssignRequest[] = []
    const assign = (request: AssignRequest) => {
      asked.push(request)
      return assignNearest(request)
    }
    const cells = await kMeansCells(set, { count: 4, seed: 1, iterations: 200, assign })
    const { centres } = asked.at(-1)!
    for (let cell = 0; cell < cells.count; cell++) {
      const rows = rowsOf(cells, cell)
      for (let axis = 0; axis < 2; axis++) {
        const moment = rows.reduce((sum, row) => sum + set.weights[row] * set.points[row * 2 + axis], 0)
        expect(centres[cell * 2 + axis]).toBeCloseTo(moment / cells.masses[cell], 10)
      }
    }
    expect(asked.length).toBeLessThan(200)
  })

  it('see light rows beside one of 1e12 times their weight', async () => {
    const rng = createRng(4)
    const points = Float64Array.from({ length: 5000 }, (_, row) => (row % 10) + 0.01 * rng.normal())
    const weights = Float64Array.from({ length: 5000 }, (_, row) => (row === 0 ? 1e12 : 1))
    const set = weightedSet(points, { dim: 1, weights })
    const cells = await kMeansCells(set, { count: 25, seed: 1, batchSize: 400 })
    expect(Math.max(...cells.diameters)).toBeLessThan(0.5)
  })

  it('ask the given assign, which may be asynchronous, and get the same cells from it', async () => {
    const set = mixture(500, 2, 5, 7)
    const assign = async (request: AssignRequest) => {
      await Promise.resolve()
      const { nearest, squaredDistances } = assignNearest(request)
      return { nearest, squaredDistances: Float32Array.from(squaredDistances) }
    }
    const options = { count: 8, seed: 3, batchSize: 100 }
    expect(await kMeansCells(set, { ...options, assign })).toEqual(await kMeansCells(set, options))
  })

  it('are no more than the distinct points of positive weight', async () => {
    const set = weightedSet([[0], [1], [0], [1], [7]], { weights: [1, 1, 1, 1, 0] })
    const cells = await kMeansCells(set, { count: 4, seed: 1 })
    expect(cells.count).toBe(2)
  })

  it('differ by seed', async () => {
    const set = mixture(2000, 2, 5, 7)
    const [a, b] = await Promise.all([1, 2].map(seed => kMeansCells(set, { count: 30, seed })))
    expect(a.permutation).not.toEqual(b.permutation)
  })

  it.each([
    [{ iterations: -1 }, 'iterations is -1'],
    [{ batchSize: 0 }, 'batchSize is 0'],
    [{ seed: 0.5 }, 'seed is 0.5'],
  ])('refuse %o', async (bad, message) => {
    const set = weightedSet([[0], [1]])
    await expect(kMeansCells(set, { count: 1, seed: 1, ...bad })).rejects.toThrow(message)
  })

  it('refuse what a broken assign returns', async () => {
    const set = weightedSet([[0], [1]])
    const squaredDistances = new Float64Array(2)
    const few = () => ({ nearest: new Uint32Array(1), squaredDistances })
    const beyond = () => ({ nearest: Uint32Array.of(0, 9), squaredDistances })
    await expect(kMeansCells(set, { count: 2, seed: 1, assign: few })).rejects.toThrow(
      '1 numbers for 2 points',
    )
    await expect(kMeansCells(set, { count: 2, seed: 1, assign: beyond })).rejects.toThrow(
      'point 1 to centre 9',
    )
  })
})
