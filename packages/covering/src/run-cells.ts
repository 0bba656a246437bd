import { allRows, type Cells, type WeightedSet } from '@polylog/core'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'

export interface RunCellsOptions {
  /** Cells wanted. */
  readonly count: number
}

/**
 * Exactly `min(count, n)` runs of consecutive rows whose lengths differ by at most one, wherever their points lie. For
 * parts of a set that will be one cell afterwards: nothing is moved, and the cells carry the set itself.
 *
 * @throws OptionError if `count` is not a positive integer
 */
export function runCells(set: WeightedSet, { count }: RunCellsOptions): Cells {
  checkCount(count)
  const { size } = set
  const runs = Math.min(count, size)
  const offsets = Uint32Array.from({ length: runs + 1 }, (_, run) => Math.floor((run * size) / runs))
  return cellsFrom(set, offsets, allRows(size), set)
}
