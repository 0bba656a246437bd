import type { PointsInput, WeightedSet } from '@polylog/core'
import type { Certificate } from '../compression.js'

/** What became of all rows pushed so far. */
export interface StreamCompression {
  readonly set: WeightedSet
  /** Numbers of the rows that are kept, ascending: row `i` of `set` is row `indices[i]` of the stream. */
  readonly indices: Float64Array
  readonly certificate: StreamCertificate
}

/**
 * As `compress` certifies, of all rows of the stream. `cells`, `passes` and `maxCellDiameter` are those of the last
 * reduction, of the sets held to the result; `seconds` have passed since the stream was made or resumed.
 */
export interface StreamCertificate extends Certificate {
  /**
   * `dim` lower, then `dim` upper bounds of a box around all rows, which the global polynomials take as
   * `[-1, 1]^dim`. It is that of the first buffer, and grows where later rows, or merged ones, lie outside, by a
   * quarter of its extent at least. Sums over earlier rows are then carried over exactly; only what they are divided
   * by, `Σ c |φ_j|`, is from then on taken over the rows that are held of those before.
   */
  readonly frame: Float64Array
  /** Full buffers reduced on arrival; 0 if all rows fit into one, and the result is that of `compress`. */
  readonly buffers: number
  /** Reductions of reduced sets, put together, to one. */
  readonly merges: number
}

/**
 * A compression of rows that pass by once. Calls may overlap: each waits for those before it. Bad input, and
 * streams that cannot be merged, are refused whole, and the stream goes on as if nothing had been asked; after an
 * abort, or any error of the computation, every later call rejects with that error.
 */
export interface StreamCompressor {
  /** Rows pushed and accepted so far, those of weight 0 included, merged ones not. */
  readonly pushedRows: number
  /**
   * Takes rows in. What is kept of them is copied: the chunk's memory is the caller's again once the promise
   * resolves, which may be before the rows are reduced. An empty chunk is no error.
   *
   * @throws InputError for points or weights that cannot be used; the row of the chunk and column are named
   */
  push(chunk: WeightedSet | PointsInput): Promise<void>
  /**
   * Takes in all that another stream holds, which is left as it was. Numbers of rows must not overlap.
   *
   * @throws OptionError if the streams differ in an option, or share numbers of rows
   */
  merge(other: StreamCompressor): Promise<void>
  /**
   * The compression of all rows so far. The stream goes on, and its later results are not changed by this.
   *
   * @throws AccuracyError if the result does not keep its moments to 1e-12
   */
  snapshot(): Promise<StreamCompression>
  /** The last snapshot; nothing can be asked of the stream afterwards. */
  finish(): Promise<StreamCompression>
  /**
   * All that the stream holds, as bytes for `resumeStream`. The stream goes on.
   *
   * @throws OptionError for features that hold functions
   */
  serialise(): Promise<Uint8Array>
}
