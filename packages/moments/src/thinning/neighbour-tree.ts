import { selectRank, splitWidestAxis } from '@polylog/core'

/** Rows of a leaf at first; there are fewer and fewer as rows leave. */
const LEAF = 24

const ABSENT = 2 ** 32 - 1

/** Finds the nearest of the rows that are left, as they leave one by one. */
export interface NeighbourTree {
  /** Rows that are left. */
  count(): number
  /**
   * The `wanted` rows nearest to a row in Euclidean distance, itself among them, in no order; of several equally
   * far, those met first.
   *
   * @param wanted at most `count()`
   * @param nearest receives the rows
   * @returns the largest of their squared distances
   */
  nearest(row: number, wanted: number, nearest: Uint32Array): number
  /** Takes a row out; nothing happens if it is out already. */
  remove(row: number): void
}

/**
 * A k-d tree of fixed shape (Friedman, Bentley and Finkel 1977): every leaf has the same depth, and a row that
 * leaves changes places with the last of its leaf.
 *
 * @param points row-major, `dim` coordinates per row
 * @param members rows to begin with; copied
 */
export function createNeighbourTree(points: Float64Array, dim: number, members: Uint32Array): NeighbourTree {
  const size = members.length
  const depth = Math.max(0, Math.ceil(Math.log2(size / LEAF)))
  const leaves = 2 ** depth
  const rows = members.slice()
  const bounds = leafBounds(points, dim, rows, depth)
  const boxes = nodeBoxes(points, dim, rows, bounds)
  const coordinates = new Float64Array(size * dim)
  /** Where each row of the set stands in `rows`. */
  const places = new Uint32Array(points.length / dim).fill(ABSENT)
  const leafOf = new Uint32Array(size)
  for (let leaf = 0; leaf < leaves; leaf++) leafOf.fill(leaf, bounds[leaf], bounds[leaf + 1])
  rows.forEach((row, place) => {
    places[row] = place
    for (let axis = 0; axis < dim; axis++) coordinates[place * dim + axis] = points[row * dim + axis]
  })
  /** Rows left below each node: node 1 is the root, node `i` has the children `2i` and `2i + 1`. */
  const counts = new Uint32Array(2 * leaves)
  for (let leaf = 0; leaf < leaves; leaf++) counts[leaves + leaf] = bounds[leaf + 1] - bounds[leaf]
  for (let node = leaves - 1; node > 0; node--) counts[node] = counts[2 * node] + counts[2 * node + 1]

  const found = new Uint32Array(size + LEAF + 1)
  const squared = new Float64Array(size + LEAF + 1)
  const keys = new Float64Array(size + LEAF + 1)
  const stack = new Uint32Array(2 * depth + 2)
  const distances = new Float64Array(2 * depth + 2)
  const from = new Float64Array(dim)

  /** Squared distance from `from` to the box of a node. */
  const distanceTo = (node: number): number => {
    let sum = 0
    for (let axis = 0, at = 2 * dim * node; axis < dim; axis++, at++) {
      const value = from[axis]
      const outside = value < boxes[at] ? boxes[at] - value : value - boxes[at + dim]
      if (outside > 0) sum += outside * outside
    }
    return sum
  }

  /** Keeps the `wanted` nearest of those found; returns the largest of their squared distances. */
  const keepNearest = (count: number, wanted: number): number => {
    for (let i = 0; i < count; i++) keys[i] = squared[i]
    const radius = selectRank(keys, count, wanted - 1)
    let ties = wanted
    for (let i = 0; i < count; i++) if (squared[i] < radius) ties--
    let kept = 0
    for (let i = 0; i < count; i++) {
      if (squared[i] > radius || (squared[i] === radius && ties-- <= 0)) continue
      found[kept] = found[i]
      squared[kept++] = squared[i]
    }
    return radius
  }

  return {
    count: () => counts[1],
    nearest(row, wanted, nearest) {
      for (let axis = 0; axis < dim; axis++) from[axis] = points[row * dim + axis]
      let limit = Infinity
      let count = 0
      let top = 0
      stack[top] = 1
      distances[top++] = 0
      while (top > 0) {
        let node = stack[--top]
        if (distances[top] > limit) continue
        while (node < leaves) {
          const left = 2 * node
          const toLeft = counts[left] > 0 ? distanceTo(left) : Infinity
          const toRight = counts[left + 1] > 0 ? distanceTo(left + 1) : Infinity
          const far = toLeft <= toRight ? left + 1 : left
          const toFar = toLeft <= toRight ? toRight : toLeft
          if (counts[far] > 0 && toFar <= limit) {
            stack[top] = far
            distances[top++] = toFar
          }
          node = far ^ 1
        }
        const start = bounds[node - leaves]
        const end = start + counts[node]
        for (let place = start; place < end; place++) {
          let sum = 0
          for (let axis = 0, at = place * dim; axis < dim; axis++, at++) {
            const difference = coordinates[at] - from[axis]
            sum += difference * difference
          }
          if (sum > limit) continue
          found[count] = rows[place]
          squared[count++] = sum
        }
        if (count >= 2 * wanted) {
          limit = keepNearest(count, wanted)
          count = wanted
        }
      }
      const radius = keepNearest(count, wanted)
      for (let i = 0; i < wanted; i++) nearest[i] = found[i]
      return radius
    },
    remove(row) {
      const place = places[row]
      if (place === ABSENT) return
      places[row] = ABSENT
      const leaf = leafOf[place]
      const last = bounds[leaf] + counts[leaves + leaf] - 1
      if (place !== last) {
        rows[place] = rows[last]
        places[rows[place]] = place
        coordinates.copyWithin(place * dim, last * dim, (last + 1) * dim)
      }
      for (let node = leaves + leaf; node > 0; node >>= 1) counts[node]--
    },
  }
}

/** Sorts the rows into `2^depth` leaves of near-equal counts; returns where they begin and end. */
function leafBounds(points: Float64Array, dim: number, rows: Uint32Array, depth: number): Uint32Array {
  const leaves = 2 ** depth
  const bounds = Uint32Array.from({ length: leaves + 1 }, (_, i) => Math.floor((rows.length * i) / leaves))
  const keys = new Float64Array(rows.length)
  for (let step = leaves; step > 1; step /= 2) {
    for (let leaf = 0; leaf < leaves; leaf += step) {
      splitWidestAxis(points, dim, rows, bounds[leaf], bounds[leaf + step / 2], bounds[leaf + step], keys)
    }
  }
  return bounds
}

/** `dim` lower, then `dim` upper bounds of every node, by its number. */
function nodeBoxes(points: Float64Array, dim: number, rows: Uint32Array, bounds: Uint32Array): Float64Array {
  const leaves = bounds.length - 1
  const boxes = new Float64Array(4 * dim * leaves)
  for (let leaf = 0; leaf < leaves; leaf++) {
    const at = 2 * dim * (leaves + leaf)
    boxes.fill(Infinity, at, at + dim)
    boxes.fill(-Infinity, at + dim, at + 2 * dim)
    for (let place = bounds[leaf]; place < bounds[leaf + 1]; place++) {
      for (let axis = 0; axis < dim; axis++) {
        const value = points[rows[place] * dim + axis]
        if (value < boxes[at + axis]) boxes[at + axis] = value
        if (value > boxes[at + dim + axis]) boxes[at + dim + axis] = value
      }
    }
  }
  for (let node = leaves - 1; node > 0; node--) {
    const [at, left] = [2 * dim * node, 4 * dim * node]
    const right = left + 2 * dim
    for (let axis = 0; axis < dim; axis++) {
      boxes[at + axis] = Math.min(boxes[left + axis], boxes[right + axis])
      boxes[at + dim + axis] = Math.max(boxes[left + dim + axis], boxes[right + dim + axis])
    }
  }
  return boxes
}
