import type { FeatureMap } from '@polylog/core'
import type { ThinCrowd } from '../engine/thin-loaded.js'

/** Plain data, so that it can be sent to a worker; the memory of `data` goes along, and comes back. */
export type Task = ReduceTask | ReduceWholeTask | MomentTask | ThinTask

interface TaskData {
  /** Holds no functions. */
  readonly map: FeatureMap
  readonly dim: number
  /** Points, row-major, then weights, all positive. */
  readonly data: Float64Array<ArrayBuffer>
}

/** Some cells, to be reduced one after the other; `data` holds them cell by cell. */
export interface ReduceTask extends TaskData {
  readonly kind: 'reduce'
  /** Two per cell: points, and how many may stay. */
  readonly cells: Int32Array
}

/** Points that are to be covered, and each cell reduced to as many as there are features. */
export interface ReduceWholeTask extends TaskData {
  readonly kind: 'reduce whole'
  /** Cells wanted. */
  readonly cells: number
  /** The points in memory that workers see, in place of `data`. */
  readonly shared?: SharedPoints
  /** Other features that are summed over all points before. */
  readonly sums?: { readonly map: FeatureMap; readonly frame: Float64Array }
}

export interface SharedPoints {
  readonly points: Float64Array
  readonly weights: Float64Array
}

/** Points whose features are summed. */
export interface MomentTask extends TaskData {
  readonly kind: 'moments'
  /** Centres, then factors. */
  readonly frame: Float64Array
}

/** A whole set, to be thinned. */
export interface ThinTask extends TaskData {
  readonly kind: 'thin'
  readonly options: ThinCrowd
}

export interface TaskResult {
  /** The new weights of the points that are kept. */
  readonly weights: Float64Array
  /** Which points of their cells (of the whole, if that was one task) these are: ascending, cell by cell. */
  readonly positions: Uint32Array
  /** How many each cell keeps. Of `thin`: the neighbourhoods that lost points. */
  readonly counts: Uint32Array
  /** Largest over the cells or neighbourhoods; 0 for moments. */
  readonly residual: number
  /** `Σ c φ_j`, then `Σ c |φ_j|`; empty where nothing is summed. */
  readonly sums: Float64Array
  /** Of `thin`: upper bound of the neighbourhoods' diameters. */
  readonly maxDiameter?: number
}
