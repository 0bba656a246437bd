import { checkInteger, checkNotNegative } from './check-number.js'

export interface SmallBallOptions {
  /** Total weight of the cell. */
  readonly mass: number
  /** Largest distance between two of its points. */
  readonly diameter: number
  /** Order to which the moments are kept. */
  readonly order: number
  /** Bound of the `(order + 1)`-th derivative of `g` along any unit direction, on the cell's convex hull. */
  readonly derivativeBound: number
}

/**
 * Upper bound of `|Σ c g(w) - Σ c' g(w)|` over a cell whose points are reweighted (not moved) with the same moments
 * up to order `k`: `2 M B r^{k+1} / (k+1)!`. By Taylor's theorem about one point of the cell both sums equal the
 * same number within `M B r^{k+1} / (k+1)!`. (The small-ball lemma of arXiv:2510.00504, `O(M r^{k+1})`; the
 * constant is derived here.)
 */
export function smallBallError({ mass, diameter, order, derivativeBound }: SmallBallOptions): number {
  checkNotNegative('mass', mass)
  checkNotNegative('diameter', diameter)
  checkInteger('order', order, 0)
  checkNotNegative('derivativeBound', derivativeBound)
  let error = 2 * mass * derivativeBound
  for (let i = 1; i <= order + 1; i++) error *= diameter / i
  return error
}
