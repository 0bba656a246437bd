/**
 * What a backend is, and what it is not.
 *
 * A backend is a plain object of numerical operations on flat arrays, made by a factory (`cpu()`, `tfjs({ … })`)
 * and passed in by the caller. There is no registry, no import side effect and no global engine. It implements
 * any subset of the operations below; `compress` fills the gaps with `backend-cpu` and says in the certificate
 * what ran where. Each operation is a pure function of its request: no state is carried from one call to the
 * next, requests are never written to (their numbers may lie in shared memory), and results are owned by the caller.
 * Methods may be synchronous or return promises.
 *
 * A request may carry a `signal`. Who works elsewhere (workers, a GPU) stops soon after it is aborted and rejects
 * with its reason; who works on the calling thread cannot hear it, and is asked for little at a time.
 *
 * A backend does not choose orders, sizes or cells, does not split work into passes, and certifies nothing:
 * that is the work of `compress`, in double precision. A backend of single precision (`precision: 'f32'`) is
 * never trusted with final weights: it covers, assigns, and proposes supports.
 *
 * Every operation on cells is batched: all cells of a pass go in, flat arrays come out.
 */
import type { Cells, Covering } from './cells.js'
import type { FeatureMap } from './feature-map.js'
import type { Balance } from './thinning/balanced-polynomials.js'
import type { ThinningPace } from './thinning/cluster-size.js'
import type { WeightedSet } from './weighted-set.js'

export type MaybePromise<T> = T | Promise<T>

export interface Backend {
  /** Short and stable, such as `cpu` or `tfjs`; certificates quote it. */
  readonly name: string
  /** Where it really runs, such as `1 thread` or `wasm, 2 threads`. */
  readonly device: string
  /** The arithmetic of `features` and `assign`. */
  readonly precision: 'f64' | 'f32'
  /** Requests of one operation that are worth having under way at once; 1 by default. */
  readonly concurrency?: number
  cover?(request: CoverRequest): MaybePromise<Cells>
  assign?(request: AssignRequest): MaybePromise<Assignment>
  features?(request: FeatureRequest): MaybePromise<FeatureTable>
  moments?(request: MomentRequest): MaybePromise<Float64Array>
  scaledMoments?(request: MomentRequest): MaybePromise<ScaledMoments>
  reduce?(request: ReduceRequest): MaybePromise<Reduction>
  reduceWhole?(request: ReduceWholeRequest): MaybePromise<WholeReduction>
  thin?(request: ThinRequest): MaybePromise<Thinning>
  freeNodes?(request: FreeNodesRequest): MaybePromise<FreeNodes>
  /** Frees whatever the backend holds; it is not used afterwards. */
  dispose?(): MaybePromise<void>
}

/** The operations of the contract, in the order in which a compression meets them. */
export const OPERATIONS = [
  'cover',
  'assign',
  'features',
  'moments',
  'scaledMoments',
  'reduce',
  'reduceWhole',
  'thin',
  'freeNodes',
] as const

export type Operation = (typeof OPERATIONS)[number]

/** Partition a set into about `count` cells (exactly `count` for `kd`, unless there are fewer points). */
export interface CoverRequest {
  readonly set: WeightedSet
  readonly covering: Covering
  readonly count: number
  /** Seeds whatever the covering draws at random. */
  readonly seed: number
  /** Nearest-centre search for the coverings that need it; the backend's own by default. */
  readonly assign?: (request: AssignRequest) => MaybePromise<Assignment>
  readonly signal?: AbortSignal
}

/** Nearest centre of each point, in Euclidean distance; ties go to the lower number. */
export interface AssignRequest {
  /** `n × dim`, row-major. */
  readonly points: Float64Array
  readonly dim: number
  /** `count × dim`, row-major. */
  readonly centres: Float64Array
}

export interface Assignment {
  /** `n` numbers of centres. */
  readonly nearest: Uint32Array
  /** `n` squared distances to them. */
  readonly squaredDistances: Float64Array | Float32Array
}

/** Evaluate a feature map at every point of every cell. */
export interface FeatureRequest {
  readonly set: WeightedSet
  readonly cells: Cells
  readonly map: FeatureMap
  /** `cells.count × 2 dim`: each cell's lower, then upper bounds, which polynomials take as `[-1, 1]^m`. */
  readonly frames: Float64Array
  readonly signal?: AbortSignal
}

export interface FeatureTable {
  /** Columns; equals `featureCount(map, dim)`. */
  readonly count: number
  /** One row per entry of `cells.permutation`, in its order; column 0 is 1. */
  readonly values: Float64Array | Float32Array
}

/** `Σ c φ(w)` over each cell: returns `cells.count × featureCount`, row-major. */
export type MomentRequest = FeatureRequest

/** Moments and what their rounding is measured by, in compensated sums: certificates are made of them. */
export interface ScaledMoments {
  /** `Σ c φ(w)` over each cell: `cells.count × featureCount`, row-major. */
  readonly sums: Float64Array
  /** `Σ c |φ(w)|` over each cell, in the same order. */
  readonly scales: Float64Array
}

export type ReductionMethod =
  /** Blocked simplex-style crossover, divide and conquer for large cells. */
  | 'elimination'
  /** Null vectors by SVD, one point at a time, as in the paper's code; a baseline. */
  | 'svd'
  /** Lawson and Hanson's non-negative least squares; a cross-check. */
  | 'nnls'

/** Replace each cell by some of its own points, reweighted, with the same sums of all features. */
export interface ReduceRequest {
  readonly set: WeightedSet
  readonly cells: Cells
  readonly map: FeatureMap
  /**
   * Points that each cell may keep (`cells.count`). A cell of more points is brought down to its target, or to
   * the numerical rank of its features if that is more; one of fewer is left as it is.
   */
  readonly targets: Uint32Array
  readonly method?: ReductionMethod
  /**
   * The same features of the same cells from an engine of single precision: the elimination may take its supports
   * from them, but solves the weights in double precision, and does a cell again where that fails.
   */
  readonly proposal?: FeatureTable
  readonly signal?: AbortSignal
}

export interface Reduction {
  /** Rows of the set that are kept, grouped by cell, ascending within each. */
  readonly indices: Uint32Array
  /** Their new weights, all `> 0`. */
  readonly weights: Float64Array
  /** `cells.count + 1` positions in `indices`. */
  readonly offsets: Uint32Array
  /** Largest `|Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|` over all cells and features, in double precision. */
  readonly residual: number
  /** Cells whose proposed support was no good; 0 without a proposal. */
  readonly redone?: number
}

/**
 * Cover a whole set by boxes and reduce each of them to what its features need, as `cover` and `reduce` would one after the
 * other, with sums of other features over all rows besides: one pass of a stream, whose rows then travel once.
 */
export interface ReduceWholeRequest {
  readonly set: WeightedSet
  readonly map: FeatureMap
  /** Cells wanted: there may be fewer, or up to twice as many where many points share coordinates. */
  readonly cells: number
  /** Seeds whatever the covering draws at random. */
  readonly seed: number
  /** Summed over all rows before they are reduced, on a frame of `dim` lower, then `dim` upper bounds. */
  readonly sums?: { readonly map: FeatureMap; readonly frame: Float64Array }
  readonly signal?: AbortSignal
}

export interface WholeReduction {
  /** Rows of the set that are kept, ascending. */
  readonly indices: Uint32Array
  /** Their new weights, all `> 0`. */
  readonly weights: Float64Array
  readonly cells: number
  /** As of a `Reduction`. */
  readonly residual: number
  /** Present if they were asked for: one row. */
  readonly sums?: ScaledMoments
}

/**
 * Bring a whole set down by removing few points at a time from the crowded neighbourhoods, all features of each
 * neighbourhood kept.
 */
export interface ThinRequest extends ThinningPace {
  readonly set: WeightedSet
  readonly map: FeatureMap
  /** Most points that are left, or the numerical rank of the features if that is more. */
  readonly size: number
  /** Points leave such that these sums come near to zero. */
  readonly balance?: Balance
  readonly signal?: AbortSignal
}

export interface Thinning {
  /** Rows of the set that are left, ascending. */
  readonly indices: Uint32Array
  /** Their new weights, all `> 0`. */
  readonly weights: Float64Array
  /** Neighbourhoods out of which points were taken. */
  readonly neighbourhoods: number
  /** Upper bound of their diameters, in input units. */
  readonly maxDiameter: number
  /**
   * Largest `|Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|` over the features, of the whole set and of every neighbourhood, in double
   * precision.
   */
  readonly residual: number
}

/**
 * Replace each cell by new points, with the same sums of all features: since a point that may move has `dim` coordinates
 * and a weight to choose, about `features / (dim + 1)` of them do.
 */
export interface FreeNodesRequest {
  readonly set: WeightedSet
  readonly cells: Cells
  /** Polynomials and directions: functions of the user's have no derivatives. */
  readonly map: FeatureMap
  /** How many nodes of each cell are few enough (`cells.count`): no more are then left out. */
  readonly targets: Uint32Array
  readonly signal?: AbortSignal
}

export interface FreeNodes {
  /** Inside the boxes of their cells, cell after cell; row-major. A cell of no more points than its target keeps them. */
  readonly points: Float64Array
  /** All `> 0`. */
  readonly weights: Float64Array
  /** `cells.count + 1` numbers of nodes. */
  readonly offsets: Uint32Array
  /** As of a `Reduction`. */
  readonly residual: number
  /** Cells that keep rows where fewer nodes might do: because they could not be moved, or their target allows for it. */
  readonly unmoved: number
}
