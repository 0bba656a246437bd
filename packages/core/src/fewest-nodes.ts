import { polynomialCount } from './binomial.js'
import { featureCount } from './feature-count.js'
import type { FeatureMap } from './feature-map.js'
import { totalDegreeOf } from './feature-parts.js'

/**
 * How few free nodes may carry the moments of a set in general position: as many unknowns as moments, and no fewer than
 * the polynomials of half the degree, since one of them that vanished at all nodes would have a square whose sum is 0
 * (Möller 1979).
 *
 * @param dim coordinates of a point
 */
export function fewestNodes(map: FeatureMap, dim: number): number {
  const unknowns = Math.ceil(featureCount(map, dim) / (dim + 1))
  const order = totalDegreeOf(map)
  return order === undefined ? unknowns : Math.max(unknowns, polynomialCount(dim, Math.floor(order / 2)))
}
