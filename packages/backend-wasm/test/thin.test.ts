import { cpu } from '@polylog/backend-cpu'
import { wasm } from '@polylog/backend-wasm'
import {
  allRows,
  createRng,
  selectRows,
  type ThinRequest,
  UnavailableError,
  type WeightedSet,
  weightedSet,
} from '@polylog/core'
import { chebyshev, custom, directions, legendre, momentResidual, monomials, sum } from '@polylog/moments'
import { balanceTowards } from '@polylog/moments/removals'
import { HARD_FAMILIES, hardSet, polynomialRankBound } from '@polylog/testkit'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'

const here = wasm({ threads: 1 })
const oracle = cpu()
afterAll(() => here.dispose?.())

function uniformSet(size: number, dim: number, seed: number): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => 2 * rng.uniform() - 1),
    { dim, weights: Float64Array.from({ length: size }, () => 0.5 + rng.uniform()) },
  )
}

/** A thinning on the way to fewer points, of a set that stands for a larger one. */
function furtherThinning(dim = 3, order = 4): ThinRequest {
  const reference = uniformSet(6000, dim, 1)
  const rows = Uint32Array.from({ length: 1500 }, (_, i) => 4 * i)
  const weights = Float64Array.from(rows, row => 4 * reference.weights[row])
  const set = selectRows(reference, rows, weights)
  const balance = balanceTowards(set, reference, order, 300)!
  return { set, map: chebyshev(order), size: 700, finalSize: 300, balance }
}

describe('the number of workers', () => {
  it.each([1, 2, 8])('does not change a bit of a thinning: %i', async threads => {
    const backend = wasm({ threads })
    try {
      for (const request of [furtherThinning(), furtherThinning(2, 3)]) {
        expect(await backend.thin!(request)).toEqual(await here.thin!(request))
      }
    } finally {
      await backend.dispose!()
    }
  })
})

describe('an abort', () => {
  it.each([1, 2])(
    'is heard during a thinning on %i thread(s), and leaves the backend fit for more',
    async threads => {
      const backend = wasm({ threads })
      const controller = new AbortController()
      const request = {
        set: uniformSet(12_000, 5, 2),
        map: chebyshev(5),
        size: 300,
        signal: controller.signal,
      }
      const running = backend.thin!(request)
      const outcome = expect(running).rejects.toBe('enough')
      await new Promise(resolve => setTimeout(resolve, 400))
      const start = performance.now()
      controller.abort('enough')
      await outcome
      expect(performance.now() - start).toBeLessThan(500)
      expect((await backend.thin!(furtherThinning())).residual).toBeLessThanOrEqual(1e-12)
      await backend.dispose!()
    },
  )
})

describe('a thinned set', () => {
  const shapes: readonly (readonly [number, number])[] = [
    [1, 9],
    [2, 4],
    [3, 3],
    [5, 2],
    [8, 1],
  ]
  const maps = [
    (order: number) => chebyshev(order),
    (order: number) => legendre(order),
    (order: number) => monomials(order),
    (order: number, dim: number) =>
      sum(chebyshev(order), directions([Array.from({ length: dim }, (_, axis) => axis + 1)])),
  ]

  it('has few of the rows, with positive weights and the same moments, whatever is kept of whichever set', async () => {
    const cases = fc.record({
      family: fc.constantFrom(...HARD_FAMILIES),
      seed: fc.integer({ min: 1, max: 1e6 }),
      points: fc.integer({ min: 5, max: 400 }),
      shape: fc.constantFrom(...shapes),
      map: fc.constantFrom(...maps),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      further: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        cases,
        async ({ family, seed, points, shape: [dim, order], map: of, share, further }) => {
          const hard = hardSet(family, createRng(seed), { size: points, dim })
          const { set } = hard
          const map = of(order, dim)
          const rank = polynomialRankBound(hard, order, allRows(set.size))
          const size = rank + Math.floor(share * Math.max(0, set.size - rank))
          const { indices, weights, residual } = await here.thin!({
            set,
            map,
            size,
            finalSize: further ? Math.max(1, size >> 1) : size,
          })
          expect(indices.length).toBeLessThanOrEqual(size)
          expect(indices).toEqual(Uint32Array.from(new Set(indices)).sort())
          expect(indices.every(row => set.weights[row] > 0)).toBe(true)
          expect(weights.every(weight => weight > 0)).toBe(true)
          expect(residual).toBeLessThanOrEqual(1e-12)
          expect(momentResidual(set, selectRows(set, indices, weights), map)).toBeLessThanOrEqual(1e-12)
        },
      ),
      { numRuns: 150, seed: 1 },
    )
  })

  it('errs about as little as that of the reference backend', async () => {
    const errors = { ours: 0, theirs: 0 }
    for (let seed = 1; seed <= 12; seed++) {
      const set = uniformSet(1600, 2, seed)
      const request = { set, map: chebyshev(3), size: 200, balance: balanceTowards(set, set, 3, 200) }
      const [ours, theirs] = await Promise.all([here.thin!(request), oracle.thin!(request)])
      errors.ours += meanError(set, selectRows(set, ours.indices, ours.weights), seed)
      errors.theirs += meanError(set, selectRows(set, theirs.indices, theirs.weights), seed)
    }
    expect(errors.ours).toBeLessThan(1.5 * errors.theirs)
  })

  it('does not feel the unit of the weights, nor rows of weight zero', async () => {
    const request = furtherThinning()
    const { set, balance } = request
    const scaled = (numbers: Float64Array) => numbers.map(number => number * 2 ** 300)
    const plain = await here.thin!(request)
    const large = await here.thin!({
      ...request,
      set: { ...set, weights: scaled(set.weights) },
      balance: { ...balance!, defect: scaled(balance!.defect) },
    })
    expect(large.indices).toEqual(plain.indices)
    expect(large.weights).toEqual(scaled(plain.weights))
  })
})

it("declines functions of the user's", async () => {
  const request = { set: uniformSet(50, 2, 1), map: custom(([x]) => [Math.sin(x)], 1), size: 10 }
  await expect(here.thin!(request)).rejects.toBeInstanceOf(UnavailableError)
})

/** Of the mean of some sigmoid ridge functions. */
function meanError(before: WeightedSet, after: WeightedSet, seed: number): number {
  const rng = createRng(1000 + seed)
  let total = 0
  for (let i = 0; i < 40; i++) {
    const slope = Array.from({ length: before.dim }, () => 2 * rng.normal())
    const shift = rng.normal()
    const sumOver = ({ points, weights, dim }: WeightedSet) =>
      weights.reduce((value, weight, row) => {
        const argument = slope.reduce((form, s, axis) => form + s * points[row * dim + axis], shift)
        return value + weight / (1 + Math.exp(-argument))
      }, 0)
    total += Math.abs(sumOver(after) - sumOver(before))
  }
  return total
}
