import type { Rng } from '@polylog/core'
import { drawRows } from './draw-rows.js'

/** Rows of a trial for each that is kept in the end, at least: if they were as many, all would be kept. */
const ROWS_FOR_ONE = 4

/**
 * Rows on which ways to keep `kept` of `size` rows are compared, ascending; nothing where all rows are few enough.
 *
 * @param usual rows that do for a few kept ones
 */
export function trialRows(size: number, kept: number, usual: number, rng: Rng): Uint32Array | undefined {
  const count = Math.max(usual, ROWS_FOR_ONE * kept)
  return count < size ? drawRows(size, count, rng) : undefined
}
