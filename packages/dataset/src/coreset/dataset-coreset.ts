import type { Certificate } from '@polylog/compress'
import type { Encoding } from '../encoding/encoding.js'
import type { Loss } from '../loss/losses.js'
import type { Table } from '../table/table.js'
import type { Allocation, Labels } from './dataset-options.js'

/** A few weighted rows of a table, on which a model trains as on all of them. */
export interface DatasetCoreset {
  readonly size: number
  /** The rows that are kept, as they were in the input, with all their columns. */
  readonly table: Table
  /** Their numbers in the input, ascending: row `i` of the table is row `indices[i]` of the input. */
  readonly indices: Uint32Array
  /** Their weights, in the unit of the input's: they sum to as much. */
  readonly weights: Float64Array
  /** Present where labels are projected: to be used instead of the target's columns. */
  readonly labels?: ProjectedLabels
  /** What became of the inputs, so that other tables can be encoded alike. */
  readonly encoding: Encoding
  readonly certificate: DatasetCertificate
}

/** New labels, one column for each of the target's numbers or classes. */
export interface ProjectedLabels {
  /** Columns of the target, or `target=class`. */
  readonly names: readonly string[]
  /** `size × names.length`, row-major. Those of classes are shares that sum to 1. */
  readonly values: Float64Array
}

export interface DatasetCertificate {
  readonly inputSize: number
  readonly outputSize: number
  /** Columns of labels that the rows were kept for. */
  readonly target: readonly string[]
  /** Columns of inputs, of which polynomials are kept. */
  readonly inputs: readonly string[]
  /** Columns beside these whose sums are kept. */
  readonly sums: readonly string[]
  /** Columns by which rows are grouped: sums are kept group by group. */
  readonly groups: readonly string[]
  readonly loss: Loss
  readonly labels: Labels
  readonly allocation: Allocation
  /** Least squares of this degree have the coefficients of all rows, to rounding. */
  readonly leastSquares?: number
  readonly strata: readonly StratumCertificate[]
  /** Largest of all strata, as of `Certificate`. */
  readonly massError: number
  readonly momentResidual: number
  readonly seconds: number
}

export interface StratumCertificate {
  /** Such as `class=late`, or `all rows`. */
  readonly name: string
  /** Rows of the input that the stratum stands for; of a coreset that is grouped anew, its rows. */
  readonly inputSize: number
  readonly outputSize: number
  /**
   * Of the polynomials of the inputs, if they are what is kept; of those that labels were projected with. Of coresets that are
   * compressed again, no higher than what they kept.
   */
  readonly degree?: number
  readonly featureCount: number
  readonly cells: number
  readonly massError: number
  readonly momentResidual: number
  /** Of projected labels: largest `|Σ c y φ - Σ c' y' φ| / Σ c |y φ|` over cells and features. */
  readonly labelResidual?: number
  /** Of projected shares and counts: cells in which some would be negative, or above 1, and all are the mean instead. */
  readonly averagedCells?: number
  /** Present unless labels are projected. */
  readonly compression?: Certificate
}
