import type { FeatureMap } from '@polylog/core'

/** Plain data, so that it can be sent to a worker; the memory of `data` goes along, and comes back. */
export type Task = ReduceTask | MomentTask

/** Some cells, to be reduced one after the other. */
export interface ReduceTask {
  readonly kind: 'reduce'
  /** Holds no functions. */
  readonly map: FeatureMap
  readonly dim: number
  /** Two per cell: points, and how many may stay. */
  readonly cells: Int32Array
  /** Cell by cell: points, row-major, then weights, all positive. */
  readonly data: Float64Array<ArrayBuffer>
}

/** Points whose features are summed. */
export interface MomentTask {
  readonly kind: 'moments'
  readonly map: FeatureMap
  readonly dim: number
  /** Centres, then factors. */
  readonly frame: Float64Array
  /** Points, row-major, then weights. */
  readonly data: Float64Array<ArrayBuffer>
}

export interface TaskResult {
  /** Of `reduce`: the weights of the points that are kept. Of `moments`: `Σ c φ_j`, then `Σ c |φ_j|`. */
  readonly values: Float64Array
  /** Of `reduce`: which points of their cells these are, ascending; cell by cell. */
  readonly positions: Uint32Array
  /** Of `reduce`: how many each cell keeps. */
  readonly counts: Uint32Array
  /** Largest over the cells; 0 for moments. */
  readonly residual: number
}
