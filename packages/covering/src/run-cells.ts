import { allRows, boxOfPoints, type Cells, compensatedSum, type WeightedSet } from '@polylog/core'
import { checkCount } from './check-count.js'

export interface RunCellsOptions {
  /** Cells wanted. */
  readonly count: number
}

/**
 * Exactly `min(count, n)` runs of consecutive rows whose lengths differ by at most one, wherever their points lie. For
 * parts of a set that will be one cell afterwards: nothing is moved, the cells carry the set itself, and the bounds of
 * their diameters are the diagonals of their boxes.
 *
 * @throws OptionError if `count` is not a positive integer
 */
export function runCells(set: WeightedSet, { count }: RunCellsOptions): Cells {
  checkCount(count)
  const { size, dim, points, weights } = set
  const runs = Math.min(count, size)
  const offsets = Uint32Array.from({ length: runs + 1 }, (_, run) => Math.floor((run * size) / runs))
  const counts = new Uint32Array(runs)
  const masses = new Float64Array(runs)
  const diameters = new Float64Array(runs)
  for (let run = 0; run < runs; run++) {
    const [start, end] = [offsets[run], offsets[run + 1]]
    counts[run] = end - start
    masses[run] = compensatedSum(weights.subarray(start, end))
    diameters[run] = diagonalOf({ points: points.subarray(start * dim, end * dim), dim, size: end - start })
  }
  return { count: runs, offsets, permutation: allRows(size), counts, masses, diameters, gathered: set }
}

/** Of the bounding box, raised past its rounding. */
function diagonalOf(part: Parameters<typeof boxOfPoints>[0]): number {
  const box = boxOfPoints(part)
  const { dim } = part
  let squared = 0
  for (let axis = 0; axis < dim; axis++) squared += (box[dim + axis] - box[axis]) ** 2
  return Math.sqrt(squared) * (1 + (dim + 4) * Number.EPSILON)
}
