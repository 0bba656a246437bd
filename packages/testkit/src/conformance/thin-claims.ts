import {
  type Backend,
  balancedPolynomials,
  createRng,
  type Rng,
  selectRows,
  type ThinRequest,
  type WeightedSet,
  weightedSet,
} from '@polylog/core'
import { boxOf, chebyshev, directions, featureSums, legendre, momentResidual, sum } from '@polylog/moments'
import { balanceTowards } from '@polylog/moments/removals'
import type { HardSet } from '../hard-sets.js'
import { ensure } from './ensure.js'
import { checkThinning, type PolynomialThinRequest } from './thin-check.js'
import { uniformSet } from './uniform-set.js'

const ROWS = 400

const SEEDS = [1, 2, 3]

/** Sets that are large enough for many neighbourhoods, and hard on them. */
const LARGE_SETS: Readonly<Record<string, (rng: Rng) => Omit<HardSet, 'name'>>> = {
  'a lattice': () => ({ set: fromRows(row => [row % 20, Math.floor(row / 20)]), flatDim: 2 }),
  'a curve': rng => ({
    set: fromRows(() => {
      const t = 2 * rng.uniform() - 1
      return [t, Math.cos(3 * t), Math.sin(3 * t)]
    }),
    flatDim: 3,
  }),
  'points that repeat': rng => ({
    set: fromRows(() => [rng.integer(12) / 7, rng.integer(12) / 7]),
    flatDim: 2,
  }),
  'outliers a million away': rng => ({
    set: fromRows(row => [0, 1].map(() => rng.normal() * (row % 50 === 0 ? 1e6 : 1))),
    flatDim: 2,
  }),
  'weights over many magnitudes': rng => ({
    set: fromRows(
      () => [rng.uniform(), rng.uniform(), rng.uniform()],
      () => Math.exp(6 * rng.normal()),
    ),
    flatDim: 3,
  }),
  'an axis on which most neighbourhoods have no extent': rng => ({
    set: fromRows(() => [rng.uniform(), rng.integer(3), rng.uniform()]),
    flatDim: 3,
  }),
}

/** What is promised of a thinning beyond what holds for every request. */
export const thinClaims: readonly { readonly name: string; check(backend: Backend): Promise<void> }[] = [
  ...Object.entries(LARGE_SETS).map(([name, draw]) => ({
    name,
    async check(backend: Backend) {
      const input = draw(createRng(5))
      const { set } = input
      for (const [order, size] of [
        [2, 40],
        [3, 200],
        [4, 1],
      ]) {
        const request: PolynomialThinRequest = { set, map: chebyshev(order), size }
        const result = await backend.thin!(request)
        checkThinning(`thin, ${name}, order ${order} to ${size}`, request, result, {
          ...input,
          name: 'generic',
        })
      }
    },
  })),
  {
    name: 'leaves as many points as were asked for, where they are in general position',
    async check(backend) {
      const set = uniformSet(500, 2, 1)
      for (const size of [499, 250, 100, 10]) {
        const { indices } = await backend.thin!({ set, map: chebyshev(3), size })
        ensure(indices.length === size, () => `${indices.length} points are left, not ${size}`)
      }
    },
  },
  {
    name: 'keeps sums of maps and linear forms',
    async check(backend) {
      const set = uniformSet(300, 3, 2)
      const map = sum(
        legendre(2),
        directions([
          [1, 2, 3],
          [-1, 0.5, 0],
        ]),
      )
      const { indices, weights } = await backend.thin!({ set, map, size: 30 })
      ensure(indices.length === 30, () => `${indices.length} points are left, not 30`)
      const residual = momentResidual(set, selectRows(set, indices, weights), map)
      ensure(residual <= 1e-12, () => `the residual is ${residual}`)
    },
  },
  {
    name: 'balances the next degrees of polynomials',
    async check(backend) {
      for (const [dim, order] of [
        [2, 1],
        [2, 3],
        [3, 1],
      ]) {
        const off = { balanced: 0, plain: 0 }
        for (const seed of SEEDS) {
          const set = uniformSet(1200, dim, seed)
          const request = { set, map: chebyshev(order), size: 300 }
          const balance = balanceTowards(set, set, order, 300)
          off.balanced += await offAfter(backend, { ...request, balance }, order)
          off.plain += await offAfter(backend, request, order)
        }
        ensure(
          off.balanced < off.plain / 2,
          () =>
            `dimension ${dim}, order ${order}: the next degrees are off by ${off.balanced}, by ${off.plain} unbalanced`,
        )
      }
    },
  },
  {
    name: 'brings the next degrees back to those of the reference',
    async check(backend) {
      const order = 1
      const off = { aimed: 0, unaimed: 0 }
      for (const seed of SEEDS) {
        const reference = uniformSet(1200, 2, seed)
        const first = await backend.thin!({ set: reference, map: chebyshev(order), size: 300 })
        const set = selectRows(reference, first.indices, first.weights)
        const request = { set, map: chebyshev(order), size: 150 }
        const aimed = { ...request, balance: balanceTowards(set, reference, order, 150) }
        const unaimed = { ...request, balance: balanceTowards(set, set, order, 150) }
        off.aimed += await offAfter(backend, aimed, order, reference)
        off.unaimed += await offAfter(backend, unaimed, order, reference)
      }
      ensure(
        off.aimed < off.unaimed / 4,
        () => `the next degrees are off by ${off.aimed}, by ${off.unaimed} without an aim`,
      )
    },
  },
]

/** Root of the sum of squares of how far the weighed sums of the next degrees are then off those of `standard`. */
async function offAfter(
  backend: Backend,
  request: ThinRequest,
  order: number,
  standard: WeightedSet = request.set,
): Promise<number> {
  const { set, size } = request
  const { indices, weights } = await backend.thin!(request)
  const { map, first, factors } = balancedPolynomials(set.dim, order, size)!
  const box = boxOf(standard)
  const found = featureSums(selectRows(set, indices, weights), map, box).sums.subarray(first)
  const expected = featureSums(standard, map, box).sums.subarray(first)
  return Math.hypot(...factors.map((factor, j) => factor * (found[j] - expected[j])))
}

function fromRows(point: (row: number) => number[], weight: () => number = () => 1): WeightedSet {
  const points = Array.from({ length: ROWS }, (_, row) => point(row))
  return weightedSet(points, { weights: points.map(weight) })
}
