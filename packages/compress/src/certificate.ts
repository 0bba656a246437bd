import { type FeatureMap, featureCount, polynomialCount, totalMass, type WeightedSet } from '@polylog/core'
import { boxOf, chebyshev, featureSums, largestRelativeDifference } from '@polylog/moments'
import type { Probe } from './compress-options.js'
import type { Certificate } from './compression.js'
import { probeError, probeSums } from './probe-sums.js'
import { sampledChebyshev } from './sampled-features.js'

/** Beyond so many features the next order's defect is not looked at in full. */
const MOST_DEFECTS = 10_000

/** As many are drawn then, if that is a small part of them. */
const SAMPLED_DEFECTS = 1000
const SMALL_PART = 10
const SAMPLE_SEED = 1

export type Accuracy = Pick<
  Certificate,
  'massError' | 'momentResidual' | 'nextOrderDefect' | 'nextOrderSampled' | 'probeError'
>

/** How many features of degree `order + 1` are looked at: all, or a sample. */
function defectsLookedAt(dim: number, order: number): number {
  const all = polynomialCount(dim, order + 1) - polynomialCount(dim, order)
  const few = polynomialCount(dim, order + 1) <= MOST_DEFECTS || all <= SMALL_PART * SAMPLED_DEFECTS
  return few ? all : SAMPLED_DEFECTS
}

/** Features evaluated at every row for the certificate of polynomials up to `order`. */
export function certifiedFeatures(dim: number, order: number): number {
  return polynomialCount(dim, order) + defectsLookedAt(dim, order)
}

/**
 * What the result keeps of the input, in double precision and compensated sums.
 *
 * @param order if polynomials up to it were kept; its next order's defect comes with the same evaluation
 */
export function certifyAccuracy(
  before: WeightedSet,
  after: WeightedSet,
  map: FeatureMap,
  order: number | undefined,
  probe: Probe | undefined,
): Accuracy {
  const mass = totalMass(before)
  const accuracy = {
    massError: Math.abs(mass - totalMass(after)) / mass,
    ...momentAccuracy(before, after, map, order),
  }
  if (!probe) return accuracy
  return { ...accuracy, probeError: probeError(probeSums(before, probe), probeSums(after, probe), mass) }
}

function momentAccuracy(before: WeightedSet, after: WeightedSet, map: FeatureMap, order: number | undefined) {
  const box = boxOf(before)
  if (order === undefined) return { momentResidual: differences(before, after, map, box).over(0) }
  const kept = polynomialCount(before.dim, order)
  const next = chebyshev(order + 1)
  const nextCount = featureCount(next, before.dim) - kept
  const looked = defectsLookedAt(before.dim, order)
  if (looked === nextCount) {
    const all = differences(before, after, next, box)
    return { momentResidual: all.over(0, kept), nextOrderDefect: all.over(kept) }
  }
  const sample = sampledChebyshev(box, order + 1, looked, SAMPLE_SEED)
  return {
    momentResidual: differences(before, after, map, box).over(0),
    nextOrderDefect: differences(before, after, sample, box).over(1),
    nextOrderSampled: { looked, of: nextCount },
  }
}

function differences(before: WeightedSet, after: WeightedSet, map: FeatureMap, box: Float64Array) {
  const expected = featureSums(before, map, box)
  const found = featureSums(after, map, box)
  return {
    /** Largest relative difference of the features `from … to - 1`. */
    over: (from: number, to = expected.sums.length) =>
      largestRelativeDifference(
        expected.sums.subarray(from, to),
        found.sums.subarray(from, to),
        expected.scales.subarray(from, to),
      ),
  }
}
