import {
  type Backend,
  type FeatureMap,
  type FreeNodes,
  type FreeNodesRequest,
  fewestNodes,
  oneCell,
  polynomialCount,
  selectRows,
  type WeightedSet,
  weightedSet,
} from '@polylog/core'
import { boxOf, chebyshev, directions, legendre, momentResidual, sum } from '@polylog/moments'
import { type HardSet, polynomialRankBound } from '../hard-sets.js'
import { ensure } from './ensure.js'
import type { OperationSuite } from './operation-suite.js'
import { kdCellsOf, rowsOf } from './oracle.js'
import { uniformSet } from './uniform-set.js'

const TOLERANCE = 1e-12

/** Nodes over `N / (dim + 1)`, of which each brings `dim + 1` unknowns. */
const MOST_OVER_COUNTED = 1.15

/** Uniform points are nearly symmetric about their centre, and such a measure needs `2 dim` nodes at order 3 (Möller 1979). */
const SYMMETRIC_ORDER = 3

export const freeNodeSuite: OperationSuite<FreeNodesRequest, FreeNodes> = {
  operation: 'freeNodes',
  run: async (backend, request) => backend.freeNodes!(request),
  async requests({ set }) {
    const [whole, several] = await Promise.all([kdCellsOf(set, 1), kdCellsOf(set, 3)])
    return [
      {
        name: 'chebyshev(3), three cells',
        request: {
          set,
          cells: several,
          map: chebyshev(3),
          targets: new Uint32Array(several.count).fill(fewestNodes(chebyshev(3), set.dim)),
        },
      },
      {
        name: 'legendre(2), one cell',
        request: { set, cells: whole, map: legendre(2), targets: Uint32Array.of(4) },
      },
      {
        name: 'chebyshev(2), all kept',
        request: { set, cells: whole, map: chebyshev(2), targets: Uint32Array.of(set.size) },
      },
    ]
  },
  check: ({ label, request, result, input }) => checkFreeNodes(label, request, result, input),
  claims: [
    {
      name: 'needs hardly more nodes than there are unknowns for',
      async check(backend) {
        for (const [dim, order] of [
          [1, 8],
          [2, 4],
          [2, 6],
          [3, 3],
        ]) {
          const { found, fewest } = await freed(backend, uniformSet(600, dim, 1), chebyshev(order))
          const counted = Math.floor((MOST_OVER_COUNTED * polynomialCount(dim, order)) / (dim + 1))
          const most = Math.max(counted, fewest, order === SYMMETRIC_ORDER ? 2 * dim : 0)
          ensure(
            found <= most,
            () => `order ${order} in ${dim} dimensions took ${found} nodes, more than ${most}`,
          )
        }
      },
    },
    {
      name: 'keeps sums of maps and linear forms',
      async check(backend) {
        const map = sum(
          chebyshev(2),
          directions([
            [1, 2],
            [-1, 0.5],
          ]),
        )
        const { found, fewest } = await freed(backend, uniformSet(300, 2, 2), map)
        ensure(found >= fewest && found <= 8, () => `${found} nodes carry 8 features`)
      },
    },
    {
      name: 'leaves out no more than it was asked to',
      async check(backend) {
        const set = uniformSet(300, 2, 3)
        for (const target of [9, 12, 15]) {
          const request = { set, cells: oneCell(set), map: chebyshev(4), targets: Uint32Array.of(target) }
          const { weights } = await backend.freeNodes!(request)
          ensure(weights.length === target, () => `${weights.length} nodes are left, not ${target}`)
        }
      },
    },
  ],
}

async function freed(backend: Backend, set: WeightedSet, map: FeatureMap) {
  const fewest = fewestNodes(map, set.dim)
  const request = { set, cells: oneCell(set), map, targets: Uint32Array.of(fewest) }
  const { points, weights } = await backend.freeNodes!(request)
  const residual = momentResidual(set, weightedSet(points, { dim: set.dim, weights }), map)
  ensure(residual <= TOLERANCE, () => `the residual is ${residual}`)
  return { found: weights.length, fewest }
}

function checkFreeNodes(
  label: string,
  { set, cells, map, targets }: FreeNodesRequest,
  { points, weights, offsets, residual }: FreeNodes,
  input: HardSet,
): void {
  const { dim } = set
  const count = weights.length
  ensure(points.length === count * dim, () => `${label}: ${points.length} coordinates of ${count} points`)
  ensure(
    offsets.length === cells.count + 1 && offsets[0] === 0 && offsets[cells.count] === count,
    () => `${label}: offsets are ${offsets.join()}, expected ${cells.count + 1} from 0 to ${count}`,
  )
  ensure(
    weights.every(weight => weight > 0),
    () => `${label}: a weight is not above 0`,
  )
  ensure(residual <= TOLERANCE, () => `${label}: the residual is said to be ${residual}`)
  const order = map.kind === 'polynomial' ? map.order : 1
  for (let cell = 0; cell < cells.count; cell++) {
    const place = `${label}, cell ${cell}`
    const rows = rowsOf(cells, cell)
    const [from, to] = [offsets[cell], offsets[cell + 1]]
    const before = selectRows(set, rows)
    const live = before.weights.filter(weight => weight > 0).length
    const most = Math.min(live, Math.max(targets[cell], polynomialRankBound(input, order, rows)))
    ensure(to - from <= most, () => `${place}: ${to - from} nodes, more than ${most}`)
    if (live === 0) continue
    const after = {
      size: to - from,
      dim,
      points: points.subarray(from * dim, to * dim),
      weights: weights.subarray(from, to),
    }
    const found = momentResidual(before, after, map)
    ensure(found <= TOLERANCE, () => `${place}: its moments are off by ${found}`)
    const box = boxOf(before)
    after.points.forEach((x, i) => {
      const axis = i % dim
      ensure(x >= box[axis] && x <= box[dim + axis], () => `${place}: ${x} lies outside of its box`)
    })
  }
}
