import type { Program } from '../engine/program.js'

/** Plain data, so that it can be sent to a worker; its buffers go along. */
export type Task = ReduceTask | MomentTask

/** Some cells, to be reduced one after the other. */
export interface ReduceTask {
  readonly kind: 'reduce'
  readonly dim: number
  /** Features of the map where no axis is without extent. */
  readonly columns: number
  readonly programs: readonly Program[]
  /** Three per cell: points, target, number of its program. */
  readonly cells: Int32Array
  /** Cell by cell: coordinates axis by axis, then weights, all positive. */
  readonly data: Float64Array
}

/** Points whose features are summed. */
export interface MomentTask {
  readonly kind: 'moments'
  readonly dim: number
  readonly program: Program
  /** Centres, then factors. */
  readonly frame: Float64Array
  /** Coordinates axis by axis, then weights. */
  readonly data: Float64Array
}

export interface TaskResult {
  /** Of `reduce`: the weights of the points that are kept. Of `moments`: `Σ c φ_j`, then `Σ c |φ_j|`. */
  readonly values: Float64Array<ArrayBuffer>
  /** Of `reduce`: which points of their cells these are, ascending; cell by cell. */
  readonly positions: Uint32Array<ArrayBuffer>
  /** Of `reduce`: how many each cell keeps. */
  readonly counts: Uint32Array
  /** Largest over the cells; 0 for moments. */
  readonly residual: number
}
