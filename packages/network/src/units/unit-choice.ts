import type { Certificate } from '@polylog/compress'

/**
 * What a layer's units are chosen by. `'moments'`: sums of polynomials of their weights; `'contributions'`: of what they add
 * to the next layer on calibration data; `'tangent'`: of that and of their parts of the tangent kernel.
 */
export type Basis = 'moments' | 'contributions' | 'tangent'

/** What is to stay as it was: the function, or also the way in which training will change it. */
export type Goal = 'function' | 'training'

/** Units that stand for all of a layer: neurons, channels, heads or models. */
export interface UnitChoice {
  /** Numbers of the units, ascending. */
  readonly indices: Uint32Array
  /** What each counts for: positive. */
  readonly masses: Float64Array
  /** Units that add nothing to any output, and are dropped. */
  readonly dead: number
  /** Where sums over the units are kept exactly, which and how well. */
  readonly certificate?: Certificate
}

export interface ChoiceOptions {
  readonly seed?: number
  readonly signal?: AbortSignal
}
