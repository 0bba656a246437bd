import {
  clusterSize,
  featureCount,
  selectRows,
  type Thinning,
  type ThinRequest,
  takeRows,
  totalDegreeOf,
  weightyRows,
  withoutPause,
} from '@polylog/core'
import FlatQueue from 'flatqueue'
import { cellMembers } from '../cell-members.js'
import { momentResidual } from '../residual.js'
import { emptyBalance, runningBalance } from './balance.js'
import { createClusterThinner } from './cluster-thinner.js'
import { createNeighbourTree } from './neighbour-tree.js'

/** Bounds within so much of the least, in logarithm, are as good: not every queued one is measured anew. */
const NEARLY_LEAST = 0.1

/**
 * Brings a whole set down to `size` points by removing few points at a time from the crowded neighbourhoods, all
 * features of each neighbourhood kept: the `thin` operation of the contract.
 *
 * The neighbourhood of least `mass · radius^(k+1)` comes first, as in the greedy removals of Wang et al. (ICLR 2026,
 * arXiv:2510.00504). These bounds hardly ever fall as points leave, so a queue of old ones is measured anew only at its
 * head (Minoux 1978). With a balance, points leave such that its sums over the whole set come near to what they should
 * be: to leading order such a sum does not see where its defect arose, so that a later removal can cancel an earlier
 * one's.
 *
 * A pause is offered at every neighbourhood that is looked at.
 */
export function* thinSteps(request: ThinRequest): Generator<void, Thinning> {
  const { set, map, size, balance } = request
  const { points, dim } = set
  const count = featureCount(map, dim)
  const exponent = (totalDegreeOf(map) ?? 1) + 1
  const rows = weightyRows(set.weights)
  if (rows.length <= size) {
    const weights = takeRows(set.weights, rows)
    return { indices: rows, weights, neighbourhoods: 0, maxDiameter: 0, residual: 0 }
  }
  const weights = set.weights.slice()
  const tree = createNeighbourTree(points, dim, rows)
  const largest = clusterSize(count, rows.length, request).size
  const thinner = createClusterThinner(
    points,
    dim,
    map,
    largest,
    balance ? runningBalance(points, dim, balance) : emptyBalance(),
  )
  const cluster = new Uint32Array(largest)
  const queue = new FlatQueue()
  let neighbourhoods = 0
  let largestRadius = 0
  for (const row of rows) queue.push(row, -Infinity)
  while (tree.count() > size) {
    yield
    const centre = queue.pop()
    if (centre === undefined) break
    if (weights[centre] === 0) continue
    const wanted = clusterSize(count, tree.count(), request)
    const squaredRadius = tree.nearest(centre, wanted.size, cluster)
    let mass = 0
    for (let i = 0; i < wanted.size; i++) mass += weights[cluster[i]]
    // In logarithms, since powers of very small radii would all be 0.
    const bound = Math.log(mass) + (exponent / 2) * Math.log(squaredRadius)
    if (bound > (queue.peekValue() ?? Infinity) + NEARLY_LEAST) {
      queue.push(centre, bound)
      continue
    }
    const members = cellMembers(points, dim, weights, cluster, 0, wanted.size)
    // Only a set that is one neighbourhood has no more points than its features need.
    if (thinner.thin(weights, members, wanted.loss) === 0) break
    neighbourhoods++
    largestRadius = Math.max(largestRadius, Math.sqrt(squaredRadius))
    for (let i = 0; i < wanted.size; i++) if (weights[cluster[i]] === 0) tree.remove(cluster[i])
    if (weights[centre] > 0) queue.push(centre, bound)
  }
  const indices = weightyRows(weights)
  const left = takeRows(weights, indices)
  const residual = Math.max(thinner.residual(), momentResidual(set, selectRows(set, indices, left), map))
  return { indices, weights: left, neighbourhoods, maxDiameter: 2 * largestRadius, residual }
}

/** The same without a pause. */
export function thin(request: ThinRequest): Thinning {
  return withoutPause(thinSteps(request))
}
