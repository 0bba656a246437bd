import { allRows, createRng, splitWidestAxis, type WeightedSet } from '@polylog/core'
import { gather } from './gather.js'

/**
 * A k-d tree of `2^depth` leaves in level order: node `i` has the children `2 i + 1` and `2 i + 2`, and sends a point
 * to the second if its coordinate on the node's axis is at least the threshold.
 */
export interface KdTree {
  readonly depth: number
  readonly axes: Uint16Array
  readonly thresholds: Float64Array
  /** Cell of every leaf. */
  readonly leaves: Uint32Array
}

/**
 * Thresholds that halve a sample, one row drawn from each of `count × perCell` equal runs of rows, into `count` boxes
 * across the widest axes.
 */
export function sampledKdTree(set: WeightedSet, count: number, perCell: number, seed: number): KdTree {
  const { dim, size } = set
  const sampleSize = count * perCell
  const rng = createRng(seed)
  const drawn = Uint32Array.from({ length: sampleSize }, (_, i) =>
    Math.floor(((i + rng.uniform()) * size) / sampleSize),
  )
  const points = gather(set.points, dim, drawn, 0, sampleSize)
  const rows = allRows(sampleSize)
  const keys = new Float64Array(sampleSize)
  const depth = Math.ceil(Math.log2(count))
  const nodes = 2 ** depth - 1
  const tree: KdTree = {
    depth,
    axes: new Uint16Array(nodes),
    thresholds: new Float64Array(nodes).fill(Infinity),
    leaves: new Uint32Array(nodes + 1),
  }

  const grow = (node: number, first: number, last: number): void => {
    if (node >= nodes) {
      tree.leaves[node - nodes] = first
      return
    }
    const half = first + ((last - first) >> 1)
    if (half > first) {
      const [start, middle, end] = [first * perCell, half * perCell, last * perCell]
      const axis = splitWidestAxis(points, dim, rows, start, middle, end, keys)
      let threshold = Infinity
      for (let i = middle; i < end; i++) threshold = Math.min(threshold, points[rows[i] * dim + axis])
      tree.axes[node] = axis
      tree.thresholds[node] = threshold
      grow(2 * node + 1, first, half)
      grow(2 * node + 2, half, last)
    } else grow(2 * node + 1, first, last)
  }

  grow(0, 0, count)
  return tree
}

/** The cell of every row. */
export function cellsOfRows({ points, dim, size }: WeightedSet, tree: KdTree): Uint32Array {
  const { depth, axes, thresholds, leaves } = tree
  const first = axes.length
  const cells = new Uint32Array(size)
  for (let row = 0, at = 0; row < size; row++, at += dim) {
    let node = 0
    for (let level = 0; level < depth; level++) {
      node = 2 * node + 1 + Number(points[at + axes[node]] >= thresholds[node])
    }
    cells[row] = leaves[node - first]
  }
  return cells
}
