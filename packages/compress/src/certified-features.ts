import { polynomialCount } from '@polylog/core'

/** Beyond so many features the next order's defect is not looked at in full. */
const MOST_DEFECTS = 10_000

/** As many are drawn then, if that is a small part of them. */
const SAMPLED_DEFECTS = 1000
const SMALL_PART = 10

/** How many features of degree `order + 1` are looked at: all, or a sample. */
export function defectsLookedAt(dim: number, order: number): number {
  const all = polynomialCount(dim, order + 1) - polynomialCount(dim, order)
  const few = polynomialCount(dim, order + 1) <= MOST_DEFECTS || all <= SMALL_PART * SAMPLED_DEFECTS
  return few ? all : SAMPLED_DEFECTS
}

/** Features evaluated at every row for the certificate of polynomials up to `order`. */
export function certifiedFeatures(dim: number, order: number): number {
  return polynomialCount(dim, order) + defectsLookedAt(dim, order)
}
