import { boxOfPoints, type Cells, type WeightedSet } from '@polylog/core'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'
import { groupByLabel } from './group-by-label.js'

export interface KCentreCellsOptions {
  /** Most cells wanted. */
  readonly count: number
}

/**
 * Greedy k-centre cells (Gonzalez 1985, "Clustering to minimize the maximum intercluster distance", Theoretical
 * Computer Science 38): each new centre is the row farthest from the centres so far, and each row joins its
 * nearest centre. The largest distance from a row to its centre is at most twice the least possible for `count`
 * centres. The first centre is the row nearest to the middle of the bounding box; ties go to the lower row.
 * Weights play no part. Fewer cells than `count` only where there are fewer distinct points. Rows ascend within
 * each cell. `O(n count dim)`.
 *
 * @throws OptionError if `count` is not a positive integer
 */
export function kCentreCells(set: WeightedSet, options: KCentreCellsOptions): Cells {
  checkCount(options.count)
  const { points, dim, size } = set
  const labels = new Uint32Array(size)
  const squaredDistances = new Float64Array(size).fill(Infinity)
  let centre = rowInTheMiddle(set)
  let count = 0
  do {
    const from = centre * dim
    let farthest = 0
    for (let row = 0; row < size; row++) {
      const at = row * dim
      let squared = 0
      for (let axis = 0; axis < dim; axis++) {
        const difference = points[at + axis] - points[from + axis]
        squared += difference * difference
      }
      if (squared < squaredDistances[row]) {
        squaredDistances[row] = squared
        labels[row] = count
      }
      if (squaredDistances[row] > farthest) {
        farthest = squaredDistances[row]
        centre = row
      }
    }
    count++
    if (farthest === 0) break
  } while (count < options.count)
  const { offsets, permutation } = groupByLabel(labels, count)
  return cellsFrom(set, offsets, permutation)
}

function rowInTheMiddle(set: WeightedSet): number {
  const { points, dim, size } = set
  const box = boxOfPoints(set)
  let nearest = 0
  let least = Infinity
  for (let row = 0; row < size; row++) {
    let squared = 0
    for (let axis = 0; axis < dim; axis++) {
      const middle = box[axis] + (box[dim + axis] - box[axis]) / 2
      const difference = points[row * dim + axis] - middle
      squared += difference * difference
    }
    if (squared < least) {
      least = squared
      nearest = row
    }
  }
  return nearest
}
