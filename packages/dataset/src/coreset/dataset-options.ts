import type { CompressBaseOptions } from '@polylog/compress'
import type { Scaling } from '../encoding/encoding.js'
import type { Loss } from '../loss/losses.js'

/** How many rows each stratum gets: by its mass, or all alike. */
export type Allocation = 'proportional' | 'equal'

/**
 * Labels of the rows that are kept: their own; or new numbers, which on the kept rows have the sums
 * `Σ c y φ(x)` that those of all rows had, so that noise averages out.
 */
export type Labels = 'kept' | 'projected'

export interface DatasetBaseOptions
  extends Pick<CompressBaseOptions, 'quality' | 'backend' | 'seed' | 'signal' | 'onProgress'> {
  /**
   * The column of labels, or several: outputs of one model, or the shares of soft labels. Without one, all inputs are
   * compressed jointly.
   */
  readonly target?: string | readonly string[]
  /**
   * What the model will be trained with. By default `'cross-entropy'` where the target is one column of texts or booleans,
   * `'squared'` where it is numbers, `'any'` where there is none.
   */
  readonly loss?: Loss
  /** Columns that the model sees; by default all but the target, the weights, those of `sums` and of `along`. */
  readonly inputs?: readonly string[]
  /** Columns that nothing depends on: they come along with the rows, whatever they hold. */
  readonly along?: readonly string[]
  /** Columns of numbers or vectors, such as gradients, of which only the weighted sums are kept. */
  readonly sums?: readonly string[]
  /** The column of the rows' weights, `>= 0`; all rows count alike by default. A coreset has its own. */
  readonly weights?: string
  /** Columns of groups: one coreset for each group that occurs. Classes of `'cross-entropy'` are groups anyway. */
  readonly by?: string | readonly string[]
  /** `'proportional'` by default, and at least one row for each group. */
  readonly allocation?: Allocation
  /** `'standardised'` by default. */
  readonly scaling?: Scaling
  /** `'kept'` by default. `'projected'` is for losses that are linear in the labels: squared, Poisson, cross-entropy. */
  readonly labels?: Labels
  /**
   * Degree of the polynomials of the inputs whose sums are kept, or, where labels are projected, with which those of the
   * labels are, and the inputs' to twice as much; `'auto'`, the default, measures which is best.
   */
  readonly degree?: number | 'auto'
  /**
   * The degree of a polynomial regression by least squares which is to be exact: the coreset gives the same coefficients and the
   * same loss as all rows. Instead of `degree`.
   */
  readonly leastSquares?: number
}

export type DatasetOptions = DatasetBaseOptions &
  (
    | /** At most so many rows. */ { readonly size: number; readonly ratio?: undefined }
    | /** At most `ceil(ratio × rows)`; `0 < ratio <= 1`. */ {
        readonly ratio: number
        readonly size?: undefined
      }
  )
