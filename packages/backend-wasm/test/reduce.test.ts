import { cpu } from '@polylog/backend-cpu'
import { wasm } from '@polylog/backend-wasm'
import { allRows, type Backend, createRng, selectRows, UnavailableError, weightedSet } from '@polylog/core'
import { cellsFrom } from '@polylog/covering'
import { chebyshev, custom, momentResidual } from '@polylog/moments'
import { hardSet, hardSets } from '@polylog/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { reduceRequest } from './reduce-request.js'

const here = wasm({ threads: 1 })
const pool = wasm({ threads: 2 })
const oracle = cpu()
afterAll(() => Promise.all([here, pool].map(backend => backend.dispose?.())))

const ENOUGH = { threads: [1, 2, 8] }

describe('the number of workers', () => {
  it.each(ENOUGH.threads)('does not change a bit of a reduction: %i', async threads => {
    const backend = wasm({ threads })
    try {
      const request = await reduceRequest()
      expect(await backend.reduce!(request)).toEqual(await here.reduce!(request))
    } finally {
      await backend.dispose!()
    }
  })

  it('does not change a bit of the moments of a set of several chunks', async () => {
    const { set, cells, map } = await reduceRequest(3, 50_000)
    const frames = Float64Array.from({ length: 18 }, (_, i) => (i % 6 < 3 ? -1 : 1))
    const request = { set, cells, map, frames }
    expect(await pool.scaledMoments!(request)).toEqual(await here.scaledMoments!(request))
  })
})

describe('compared with the reference backend', () => {
  it('weights agree to 1e-10 wherever the support is the same, and both keep the moments', async () => {
    let same = 0
    for (const [dim, order] of [
      [1, 6],
      [2, 4],
      [3, 3],
      [3, 5],
    ]) {
      for (let seed = 0; seed < 10; seed++) {
        const request = await reduceRequest(4, 60, dim, order, seed)
        const ours = await here.reduce!(request)
        const theirs = await oracle.reduce!(request)
        expect(ours.residual).toBeLessThanOrEqual(1e-12)
        expect(theirs.residual).toBeLessThanOrEqual(1e-12)
        if (`${ours.indices}` !== `${theirs.indices}`) continue
        same++
        ours.weights.forEach((weight, i) => {
          const largest = Math.max(...request.set.weights) * 60
          expect(Math.abs(weight - theirs.weights[i])).toBeLessThanOrEqual(1e-10 * largest)
        })
      }
    }
    expect(same).toBeGreaterThan(3)
  })

  it.each(hardSets(7, { size: 400, dim: 4 }).map(({ name, set }) => ({ name, set })))(
    'residuals are rounding on $name, in one large cell',
    async ({ set }) => {
      const map = chebyshev(3)
      const cells = await oracle.cover!({ set, covering: { kind: 'kd' }, count: 1, seed: 1 })
      const { indices, weights, residual } = await here.reduce!({
        set,
        cells,
        map,
        targets: Uint32Array.of(1),
      })
      expect(residual).toBeLessThanOrEqual(1e-12)
      expect(indices.length).toBeLessThanOrEqual(35)
      expect(momentResidual(set, selectRows(set, indices, weights), map)).toBeLessThanOrEqual(1e-11)
    },
  )
})

describe('what it cannot do it declines, so that another backend does it:', () => {
  it.each<[string, Parameters<NonNullable<Backend['reduce']>>[0] | undefined, object]>([
    ["functions of the user's", undefined, { map: custom(([x]) => [Math.sin(x)], 1) }],
    ['null vectors by SVD', undefined, { method: 'svd' }],
  ])('%s', async (_, __, change) => {
    const request = { ...(await reduceRequest(2, 50)), ...change }
    await expect(here.reduce!(request)).rejects.toBeInstanceOf(UnavailableError)
  })
})

it('leaves rows of weight zero out, and cells that are small enough alone', async () => {
  const set = weightedSet(
    Array.from({ length: 40 }, (_, i) => [i, i * i]),
    { weights: Float64Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 0 : 1)) },
  )
  const cells = {
    count: 2,
    offsets: Uint32Array.of(0, 30, 40),
    permutation: allRows(40),
    counts: Uint32Array.of(30, 10),
    masses: Float64Array.of(22, 7),
    diameters: Float64Array.of(1000, 1000),
  }
  const { indices, offsets } = await here.reduce!({
    set,
    cells,
    map: chebyshev(1),
    targets: Uint32Array.of(5, 7),
  })
  expect(Array.from(indices).some(row => row % 4 === 0)).toBe(false)
  expect(offsets[1]).toBe(5)
  expect(offsets[2] - offsets[1]).toBe(7)
})

it.each([
  [402536442, 65, 4, 2],
  [101, 99, 4, 3],
  [769, 72, 3, 3],
  [1135, 92, 3, 3],
])(
  'of equal points keeps one, also where their rows look independent: seed %i',
  async (seed, size, dim, order) => {
    const { set } = hardSet('duplicated', createRng(seed), { size, dim })
    for (const permutation of [allRows(size), allRows(size).reverse()]) {
      const cells = cellsFrom(set, Uint32Array.of(0, size), permutation)
      const { indices, residual } = await here.reduce!({
        set,
        cells,
        map: chebyshev(order),
        targets: Uint32Array.of(1),
      })
      const points = Array.from(indices, row => set.points.subarray(row * dim, (row + 1) * dim).join())
      expect(new Set(points).size).toBe(points.length)
      expect(residual).toBeLessThanOrEqual(1e-12)
    }
  },
)

it('finds room for all buckets where ties fill them unevenly', async () => {
  const { set: uniform } = await reduceRequest(1, 60_000)
  const points = uniform.points.map((value, i) => (i % 3 === 2 ? Math.floor(2 * value + 2) : value))
  const set = weightedSet(points, { dim: 3 })
  const cells = await oracle.cover!({ set, covering: { kind: 'kd' }, count: 1, seed: 1 })
  const { indices, residual } = await here.reduce!({
    set,
    cells,
    map: chebyshev(2),
    targets: Uint32Array.of(1),
  })
  expect(indices.length).toBeLessThanOrEqual(10)
  expect(residual).toBeLessThanOrEqual(1e-12)
})

it.each([1, 2])('declines what its memory cannot hold, on %i thread(s), and goes on', async threads => {
  const backend = wasm({ threads })
  const dim = 200
  const set = weightedSet(
    Float64Array.from({ length: 21_000 * dim }, (_, i) => Math.sin(i)),
    { dim },
  )
  const cells = await oracle.cover!({ set, covering: { kind: 'kd' }, count: 1, seed: 1 })
  const request = { set, cells, map: chebyshev(2), targets: Uint32Array.of(1) }
  await expect(backend.reduce!(request)).rejects.toBeInstanceOf(UnavailableError)
  expect((await backend.reduce!(await reduceRequest())).residual).toBeLessThanOrEqual(1e-12)
  await backend.dispose!()
})
