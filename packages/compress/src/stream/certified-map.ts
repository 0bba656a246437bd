import { type FeatureMap, featureCount, polynomialCount } from '@polylog/core'
import { chebyshev, sum } from '@polylog/moments'
import { certifiedFeatures } from '../certified-features.js'
import type { KeptFeatures } from '../planned-work.js'
import { sampledChebyshev } from '../sampled-features.js'

/** Features whose sums over the whole stream the certificate is made of: those kept, then those of the next order. */
export interface CertifiedFeatures {
  readonly map: FeatureMap
  /** How many of them, from the first, are kept. */
  readonly kept: number
  readonly count: number
  /** Present where the rest is a sample of the next order's features. */
  readonly sampled?: { readonly looked: number; readonly of: number }
}

/**
 * @param sampleFrame frame of the next order's features, where they are but a sample of all: it cannot be changed
 *   afterwards, as that of whole degrees can
 * @param withNext whether the next order is looked at, if there is one
 */
export function certifiedBy(
  { map, order }: KeptFeatures,
  sampleFrame: Float64Array,
  withNext = true,
): CertifiedFeatures {
  const dim = sampleFrame.length / 2
  const kept = featureCount(map, dim)
  if (order === undefined || !withNext) return { map, kept, count: kept }
  const looked = certifiedFeatures(dim, order) - kept
  const of = polynomialCount(dim, order + 1) - kept
  if (looked === of) return { map: chebyshev(order + 1), kept, count: kept + of }
  return {
    map: sum(map, sampledChebyshev(sampleFrame, order + 1, looked)),
    kept,
    count: kept + looked,
    sampled: { looked, of },
  }
}
