import type { FeatureMap } from '@polylog/core'
import type { ThinCrowd } from '../engine/thin-loaded.js'

/** Plain data, so that it can be sent to a worker; the memory of `data` goes along, and comes back. */
export type Task = ReduceTask | MomentTask | ThinTask

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

/** A whole set, to be thinned. */
export interface ThinTask {
  readonly kind: 'thin'
  /** Holds no functions. */
  readonly map: FeatureMap
  readonly dim: number
  readonly options: ThinCrowd
  /** Points, row-major, then weights, all positive. */
  readonly data: Float64Array<ArrayBuffer>
}

export interface TaskResult {
  /** Of `reduce` and `thin`: the weights of the points that are kept. Of `moments`: `Σ c φ_j`, then `Σ c |φ_j|`. */
  readonly values: Float64Array
  /** Which points of their cells, or of the set, these are, ascending; cell by cell. */
  readonly positions: Uint32Array
  /** Of `reduce`: how many each cell keeps. Of `thin`: the neighbourhoods that lost points. */
  readonly counts: Uint32Array
  /** Largest over the cells or neighbourhoods; 0 for moments. */
  readonly residual: number
  /** Of `thin`: upper bound of the neighbourhoods' diameters. */
  readonly maxDiameter?: number
}
