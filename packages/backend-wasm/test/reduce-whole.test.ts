import { wasm } from '@polylog/backend-wasm'
import {
  createRng,
  type ReduceWholeRequest,
  selectRows,
  UnavailableError,
  type WeightedSet,
  weightedSet,
} from '@polylog/core'
import { chebyshev, custom, momentResidual } from '@polylog/moments'
import { afterAll, describe, expect, it } from 'vitest'

const here = wasm({ threads: 1 })
afterAll(() => here.dispose?.())

const FRAME = Float64Array.of(-1, -1, -1, 1, 1, 1)

function uniformSet(size: number, dim = 3, seed = 1): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => 2 * rng.uniform() - 1),
    { dim },
  )
}

/** Large enough to be sent to a worker. */
function large(set = uniformSet(40_000)): ReduceWholeRequest {
  return { set, map: chebyshev(4), cells: 20, seed: 1, sums: { map: chebyshev(5), frame: FRAME } }
}

/** The same numbers in memory that workers see. */
function shared(set: WeightedSet): WeightedSet {
  const copied = (numbers: Float64Array) => {
    const copy = new Float64Array(new SharedArrayBuffer(numbers.byteLength))
    copy.set(numbers)
    return copy
  }
  return { ...set, points: copied(set.points), weights: copied(set.weights) }
}

describe('a whole set', () => {
  it.each([1, 2, 8])('gives the same bits on %i workers, wherever it lies in memory', async threads => {
    const backend = wasm({ threads })
    try {
      const expected = await here.reduceWhole!(large())
      const { set } = large()
      const several = [large(), large(shared(set)), large()].map(request => backend.reduceWhole!(request))
      for (const result of await Promise.all(several)) expect(result).toEqual(expected)
    } finally {
      await backend.dispose!()
    }
  })

  it('leaves out rows of weight zero, and keeps about as many cells as are asked for', async () => {
    const set = uniformSet(20_000)
    for (let row = 0; row < set.size; row += 3) set.weights[row] = 0
    const { indices, weights, cells } = await here.reduceWhole!(large(set))
    expect(indices.every(row => row % 3 !== 0)).toBe(true)
    expect(cells).toBeGreaterThan(10)
    expect(cells).toBeLessThanOrEqual(40)
    expect(momentResidual(set, selectRows(set, indices, weights), chebyshev(4))).toBeLessThan(1e-12)
  })

  it.each([
    ['points that share all their coordinates but one', (row: number) => [row % 7, 1, 2]],
    ['points of which nine in ten are equal', (row: number) => (row % 10 ? [0, 0, 0] : [row, row ** 2, 1])],
    ['fewer points than cells', (row: number) => (row < 12 ? [row, 0, -row] : undefined)],
  ])('keeps its moments for %s', async (_, point) => {
    const points = Array.from({ length: 6000 }, (_, row) => point(row)).filter(found => found !== undefined)
    const set = weightedSet(points)
    const { indices, weights } = await here.reduceWhole!({ set, map: chebyshev(2), cells: 20, seed: 1 })
    expect(momentResidual(set, selectRows(set, indices, weights), chebyshev(2))).toBeLessThan(1e-12)
  })

  it('is given up where it is aborted, in a worker', async () => {
    const backend = wasm({ threads: 2 })
    const controller = new AbortController()
    const running = backend.reduceWhole!({ ...large(uniformSet(400_000)), signal: controller.signal })
    const outcome = expect(running).rejects.toBe('enough')
    await new Promise(resolve => setTimeout(resolve, 50))
    controller.abort('enough')
    await outcome
    expect((await backend.reduceWhole!(large())).residual).toBeLessThan(1e-12)
    await backend.dispose!()
  })

  it('is given up soon where it is aborted, on one thread', async () => {
    const backend = wasm({ threads: 1 })
    const controller = new AbortController()
    const running = backend.reduceWhole!({ ...large(uniformSet(400_000)), signal: controller.signal })
    const outcome = expect(running).rejects.toBe('enough')
    setTimeout(() => controller.abort('enough'), 20)
    await outcome
    expect(controller.signal.aborted).toBe(true)
    await backend.dispose!()
  })

  it('refuses to be covered by no cell', async () => {
    await expect(here.reduceWhole!({ ...large(), cells: 0 })).rejects.toThrow('cells is 0')
  })

  it("declines functions of the user's", async () => {
    const map = custom(([x]) => [Math.sin(x)], 1)
    await expect(here.reduceWhole!({ ...large(), map })).rejects.toBeInstanceOf(UnavailableError)
    await expect(here.reduceWhole!({ ...large(), sums: { map, frame: FRAME } })).rejects.toBeInstanceOf(
      UnavailableError,
    )
  })
})
