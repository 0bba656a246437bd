import type { Backend, Covering, CoveringKind, FeatureMap, OnProgress } from '@polylog/core'
import type { MetricsOptions } from '@polylog/moments/metrics'

/**
 * The ladder of effort: one pass over cells; then points that leave crowded neighbourhoods a few at a time, which errs several times
 * less; then the same in smaller steps, which takes several times as long and gains little more.
 */
export type Quality = 'fast' | 'balanced' | 'best'

/**
 * Whether the points of the result are some of the input's, or may be new ones: `N / (dim + 1)` of those carry `N` moments,
 * since each has its coordinates to choose as well as its weight.
 */
export type NodeKind = 'kept' | 'free'

/** How much work the choice of an order, and what follows from it, may be: in one of the two. */
export type Budget =
  /** In multiply-adds, as they are predicted. */
  | { readonly work: number; readonly seconds?: undefined }
  /** Turned into multiply-adds once, by timing the machine, and recorded. */
  | { readonly seconds: number; readonly work?: undefined }

/** Functions on which a compression is judged: `point` is lent for the call; as many numbers every time. */
export type Probe = (point: Float64Array) => ArrayLike<number>

/** How large the result may be: exactly one of the three. */
export type SizeOptions =
  /** At most so many points. */
  | { readonly size: number; readonly ratio?: undefined; readonly tolerance?: undefined }
  /** At most `ceil(ratio × input size)` points; `0 < ratio <= 1`. */
  | { readonly ratio: number; readonly size?: undefined; readonly tolerance?: undefined }
  /**
   * The fewest points found whose `probeError`, or without a probe whose `nextOrderDefect`, is at most this.
   */
  | { readonly tolerance: number; readonly size?: undefined; readonly ratio?: undefined }

export interface CompressBaseOptions {
  /** Coordinates per point; needed for a flat array. */
  readonly dim?: number
  /** All moments up to this degree are kept, cell by cell. `'auto'`, the default, measures which is best. */
  readonly order?: number | 'auto'
  /** Other features to keep, instead of `order`. */
  readonly features?: FeatureMap
  /**
   * `'kept'` by default. Free nodes lie in the boxes of the cells of the input, and take longer: for neurons, prototypes
   * and scenarios, not for rows that must be real.
   */
  readonly nodes?: NodeKind
  /** Functions of interest: they choose the order, and their in-sample error is certified. */
  readonly probe?: Probe
  /**
   * Of an order of `'auto'`: neither the trials nor the compression take more. 4e9 multiply-adds by default, about a
   * second. Where it is given and `quality` is not, `'best'` is tried too, and taken if it can be afforded. If it is too
   * small for any order, the lowest is taken, and the certificate's `orderChoice` shows it.
   */
  readonly budget?: Budget
  /** Distances between the input and the result for the certificate: MMD, energy, sliced Wasserstein; `true` for the usual ones. */
  readonly metrics?: boolean | MetricsOptions
  /** Used in every pass; by default k-d boxes come first, then rounds of `'balls'` or a thinning. */
  readonly covering?: Covering | CoveringKind
  /**
   * Coordinates by which cells are made; all by default. For functions that are linear in the others, such as a squared loss
   * in its labels, whose cells need not be small along those.
   */
  readonly coveringAxes?: readonly number[]
  /** `'balanced'` by default; what a `budget` affords, if there is one. */
  readonly quality?: Quality
  /** Tried in turn for every operation; `backend-cpu` fills the gaps. `'auto'` by default. */
  readonly backend?: Backend | readonly Backend[] | 'auto'
  /** 0 by default. The same seed, input and backend give the same bits. */
  readonly seed?: number
  /** Stops the work; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

export type CompressOptions = CompressBaseOptions & SizeOptions
