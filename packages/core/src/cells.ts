import type { WeightedSet } from './weighted-set.js'

/**
 * A partition of the rows of a weighted set. Cell `i` holds the rows
 * `permutation[offsets[i]] … permutation[offsets[i + 1] - 1]`; no point is copied.
 */
export interface Cells {
  readonly count: number
  /** `count + 1` positions in `permutation`. */
  readonly offsets: Uint32Array
  /** Row numbers of the set, grouped by cell. */
  readonly permutation: Uint32Array
  /** `count` numbers of rows. */
  readonly counts: Uint32Array
  /** `count` sums of weights. */
  readonly masses: Float64Array
  /**
   * `count` upper bounds of the cells' diameters, in input units: twice the largest distance from the middle of
   * the bounding box, or from the mean of the points, whichever is less. At most the box's diagonal, and at most
   * `2` times the diameter in any dimension. For runs, the box's diagonal.
   */
  readonly diameters: Float64Array
  /** The rows in the order of `permutation`, where the covering had to bring them together anyway. */
  readonly gathered?: WeightedSet
}

/** How to partition: plain data, so that any backend can do it and any file can carry it. */
export type Covering =
  /**
   * Balanced k-d split on the widest axis: cells of near-equal counts. With `sample`, a large set is first split
   * where so many rows per cell, drawn at random, ask for it: much faster, and counts differ by some percent.
   */
  | { readonly kind: 'kd'; readonly sample?: number }
  /** Balls inscribed in turned k-d boxes, and what is left around each. */
  | { readonly kind: 'balls'; readonly share?: number }
  /** Weighted mini-batch k-means. */
  | { readonly kind: 'k-means'; readonly iterations?: number; readonly batchSize?: number }
  /** Greedy k-centre (Gonzalez 1985): radii within twice the best. */
  | { readonly kind: 'k-centre' }
  /** Equal boxes over the bounding box. */
  | { readonly kind: 'grid' }
  /** Equal runs of consecutive rows, wherever they lie: parts of what will be one cell. */
  | { readonly kind: 'runs' }
  /** Tightest group of near neighbours first, as in the paper's code. */
  | { readonly kind: 'smallest-ball' }

export type CoveringKind = Covering['kind']

export const COVERING_KINDS: readonly CoveringKind[] = [
  'kd',
  'balls',
  'k-means',
  'k-centre',
  'grid',
  'runs',
  'smallest-ball',
]
