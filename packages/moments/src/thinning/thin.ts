import { featureCount, takeRows, weightyRows, type FeatureMap, type WeightedSet } from '@polylog/core'
import FlatQueue from 'flatqueue'
import { cellMembers } from '../cell-members.js'
import { createBalance, NO_BALANCE } from './balance.js'
import { createClusterThinner } from './cluster-thinner.js'
import { createNeighbourTree } from './neighbour-tree.js'
export const TP = { q: 0.6, spare: 0.0, spareMin: 1, loss: 1, degrees: 2, most: 1e9, slack: 0, guide: true, lossFrac: 0 }
export const stats = { queries: 0, clusters: 0 }

export function thin({ set, map, size, reference = set }: { set: WeightedSet; map: FeatureMap; size: number; reference?: WeightedSet }) {
  const { points, dim } = set
  const count = featureCount(map, dim)
  const order = map.kind === 'polynomial' ? map.order : 1
  const exponent = (order + 1) / 2
  const rows = weightyRows(set.weights)
  const weights = set.weights.slice()
  const sizes = (left: number) => {
    const loss = Math.min(left - size, Math.max(TP.loss, Math.round(TP.lossFrac * count), Math.floor(count * (TP.q * left / size - 1))))
    const spare = Math.max(TP.spareMin - 1, Math.ceil(TP.spare * loss))
    return { loss, cluster: Math.min(left, count + loss + spare) }
  }
  const most = sizes(rows.length).cluster
  const maxRows = Math.max(most, sizes(size + 1).cluster, count + TP.loss + TP.spareMin)+count
  const tree = createNeighbourTree(points, dim, rows, maxRows)
  let degrees = TP.degrees
  const balance = TP.guide && map.kind === 'polynomial' ? createBalance(set, reference, order, degrees) : NO_BALANCE
  const thinner = createClusterThinner(map, dim, maxRows, balance)
  const cluster = new Uint32Array(maxRows)
  const queue = new FlatQueue()
  for (const row of rows) queue.push(row, -Infinity)
  while (tree.count() > size) {
    const row = queue.pop()
    if (row === undefined) break
    if (weights[row] === 0) continue
    const { loss, cluster: wanted } = sizes(tree.count())
    const squared = tree.nearest(row, wanted, cluster)
    stats.queries++
    let mass = 0
    for (let i = 0; i < wanted; i++) mass += weights[cluster[i]]
    const bound = Math.log(mass) + exponent * Math.log(squared)
    const next = queue.peekValue()
    if (next !== undefined && bound > next + TP.slack) {
      queue.push(row, bound)
      continue
    }
    stats.clusters++
    const members = cellMembers(points, dim, weights, cluster, 0, wanted)
    const taken = thinner.thin(points, weights, members, loss)
    if (taken === 0) break
    for (let i = 0; i < wanted; i++) if (weights[cluster[i]] === 0) tree.remove(cluster[i])
    if (weights[row] > 0) queue.push(row, bound)
  }
  const indices = weightyRows(weights)
  return { indices, weights: takeRows(weights, indices) }
}
