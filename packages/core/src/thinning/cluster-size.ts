import { polynomialCount } from '../binomial.js'

/** Clusters are at most so much wider, in volume, than a cluster that loses one point at the end. */
const WIDTH = 0.6

/** Points that a cluster loses at least, over its features, where nothing is said. */
const LEAST_LOSS = 1 / 120

/** Candidates that are never taken, over the points that are: the last of many would be the worst. */
const SPARE = 0.5

/** Where a thinning goes, and how fast. */
export interface ThinningPace {
  /** Points that this thinning leaves. */
  readonly size: number
  /** Points that will be left in the end, after further thinnings; `size` by default. */
  readonly finalSize?: number
  /**
   * Points that a neighbourhood loses at least, over the number of features: one elimination serves them all, but the
   * neighbourhood is the wider. 1/120 by default.
   */
  readonly leastLoss?: number
}

/** Points that a cluster loses at most, over its features: one elimination of more would keep everybody waiting. */
const MOST_LOSS = 2

export interface ClusterSize {
  /** Points of the cluster. */
  readonly size: number
  /** Points that it loses. */
  readonly loss: number
}

/**
 * How large the next cluster is. While many points are left, even a large cluster is narrow, and may lose many at once:
 * its size is such that it is no wider than `WIDTH` allows; near the end, it loses a point or a few.
 *
 * @param count features
 * @param left points that are left now
 */
export function clusterSize(
  count: number,
  left: number,
  { size, finalSize = size, leastLoss = LEAST_LOSS }: ThinningPace,
): ClusterSize {
  const affordable = Math.floor(count * Math.min(MOST_LOSS, (WIDTH * left) / finalSize - 1))
  const loss = Math.min(left - size, Math.max(1, Math.round(count * leastLoss), affordable))
  return { loss, size: Math.min(left, count + loss + Math.ceil(SPARE * loss)) }
}

/** Most features that are balanced. */
const MOST_BALANCED = 2000

/** Balanced features for each point that is left in the end, where more than the least degrees are looked at. */
const BALANCED_PER_POINT = 0.75

/**
 * How many degrees beyond `order` a thinning balances: four, or two where so few points leave that the lowest degrees
 * need all the freedom there is. Fewer where features are too many.
 *
 * @param finalSize points that will be left in the end; a few times as many leave
 */
export function balancedDegrees(dim: number, order: number, finalSize: number): number {
  const features = (degrees: number) => polynomialCount(dim, order + degrees) - polynomialCount(dim, order)
  const most = (degrees: number) =>
    degrees > 2 ? Math.min(MOST_BALANCED, BALANCED_PER_POINT * finalSize) : MOST_BALANCED
  return [4, 2, 1].find(degrees => features(degrees) <= most(degrees)) ?? 0
}
