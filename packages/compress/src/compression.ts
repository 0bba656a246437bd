import type { Operation, WeightedSet } from '@polylog/core'
import type { MeasuredMetrics } from '@polylog/moments/metrics'
import type { NodeKind, Quality } from './compress-options.js'

export interface Compression {
  readonly set: WeightedSet
  /** Rows of the input that are kept, ascending: row `i` of `set` is row `indices[i]` of the input. None of free nodes. */
  readonly indices: Uint32Array
  readonly certificate: Certificate
}

/** What ran where, and, if that is not the backend that was asked for, why. */
export interface OperationReport {
  /** Backend and device, such as `cpu (1 thread)`. */
  readonly ran: string
  /** Why not on the first backend of the list. */
  readonly reason?: string
}

/** How an order was chosen: on a sample of the rows, and so in-sample. */
export interface OrderChoice {
  readonly tried: readonly TriedOrder[]
  /** Predicted multiply-adds that were allowed for. */
  readonly budget: number
  /** The seconds that these were made of, on this machine, if the budget was given in seconds. */
  readonly budgetSeconds?: number
  /** Predicted multiply-adds of the trials and of the compression together. */
  readonly work: number
}

export interface TriedOrder {
  readonly order: number
  /** Lower than the one asked for where that could not be afforded. */
  readonly quality: Quality
  /**
   * Geometric mean of `|Σ c g - Σ c' g| / Σ c` over the probe's functions, or those of the fixed family. None where free nodes
   * could not be had.
   */
  readonly error?: number
  /** Predicted multiply-adds of the whole compression. */
  readonly work: number
}

/** What the size was found by, if a tolerance was given. */
export interface ToleranceReport {
  readonly asked: number
  /** In the unit of the tolerance. */
  readonly reached: number
  /** The least that fewer points were found to reach, where only all of them are within the tolerance. */
  readonly reachable?: number
  /**
   * Sizes that were tried, in turn, and what they reached; no error where not even that many nodes could be had. With the order,
   * where several were searched.
   */
  readonly tried: readonly { readonly size: number; readonly error?: number; readonly order?: number }[]
}

/** What is certain about a compression, computed in double precision from the input and the result. */
export interface Certificate {
  readonly inputSize: number
  readonly outputSize: number
  /**
   * Degree up to which all moments are kept; absent when `features` were given, or principal directions kept, or
   * nothing left out at an order of `'auto'`.
   */
  readonly order?: number
  /** Of an order of `'auto'`. */
  readonly orderChoice?: OrderChoice
  readonly tolerance?: ToleranceReport
  /** Features kept in every cell, the mass included. */
  readonly featureCount: number
  readonly nodes: NodeKind
  /** Cells of the last pass. */
  readonly cells: number
  /** Of free nodes: cells that keep rows of the input after all, because no fewer nodes were found that hold their moments. */
  readonly unmovedCells?: number
  readonly passes: number
  readonly quality: Quality
  readonly seed: number
  /** Of the last pass, in input units. */
  readonly maxCellDiameter: number
  /** `|Σ c - Σ c'| / Σ c`. */
  readonly massError: number
  /** Largest `|Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|`, over each cell's own basis in every pass and the global one. */
  readonly momentResidual: number
  /** The same ratio's largest value over the global Chebyshev basis of the first degree that is not kept. */
  readonly nextOrderDefect?: number
  /** How many of the next degree's features were looked at, when there are too many for all. */
  readonly nextOrderSampled?: { readonly looked: number; readonly of: number }
  /** In-sample: largest `|Σ c g_j - Σ c' g_j| / Σ c` over the probe's own functions. */
  readonly probeError?: number
  /** Distances as distributions, if they were asked for. */
  readonly metrics?: MeasuredMetrics
  readonly backend: Readonly<Partial<Record<Operation, OperationReport>>>
  readonly seconds: number
}
