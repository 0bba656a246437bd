import { boxOfPoints, type Cells, type WeightedSet } from '@polylog/core'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'
import { groupByLabel } from './group-by-label.js'

export interface GridCellsOptions {
  /** Most boxes wanted. */
  readonly count: number
}

/**
 * The non-empty ones among at most `min(count, n)` equal boxes that fill the bounding box, and are near to cubes:
 * of the edges that can be divided once more within the count, the longest always is. A box holds its lower
 * faces; the last one of each axis its upper face too. Weights play no part. Rows ascend within each cell.
 * `O(n dim)`.
 *
 * @throws OptionError if `count` is not a positive integer
 */
export function gridCells(set: WeightedSet, options: GridCellsOptions): Cells {
  checkCount(options.count)
  const { points, dim, size } = set
  const box = boxOfPoints(set)
  const extents = Float64Array.from({ length: dim }, (_, axis) => box[dim + axis] - box[axis])
  const divisions = divide(extents, Math.min(options.count, size))
  const labels = new Uint32Array(size)
  for (let axis = 0; axis < dim; axis++) {
    const intervals = divisions[axis]
    if (intervals === 1) continue
    const low = box[axis]
    const extent = extents[axis]
    for (let row = 0, at = axis; row < size; row++, at += dim) {
      const interval = Math.min(intervals - 1, Math.floor(((points[at] - low) / extent) * intervals))
      labels[row] = labels[row] * intervals + interval
    }
  }
  const boxes = divisions.reduce((product, intervals) => product * intervals, 1)
  const { offsets, permutation } = groupByLabel(labels, boxes)
  return cellsFrom(set, offsets, permutation)
}

/** Intervals per axis, nearly in proportion to the extents, whose product is at most `count`. */
function divide(extents: Float64Array, count: number): number[] {
  const divisions = Array.from(extents, () => 1)
  let boxes = 1
  for (;;) {
    let longest = -1
    for (let axis = 0; axis < extents.length; axis++) {
      const fits = (boxes / divisions[axis]) * (divisions[axis] + 1) <= count
      if (!fits || extents[axis] === 0) continue
      if (longest < 0 || extents[axis] / divisions[axis] > extents[longest] / divisions[longest])
        longest = axis
    }
    if (longest < 0) return divisions
    boxes = (boxes / divisions[longest]) * ++divisions[longest]
  }
}
