import {
  boxOfPoints,
  type FeatureMap,
  featureCount,
  oneCell,
  polynomialCount,
  totalMass,
  type WeightedSet,
} from '@polylog/core'
import { chebyshev, largestRelativeDifference } from '@polylog/moments'
import { defectsLookedAt } from './certified-features.js'
import type { ComposedBackend } from './compose-backends.js'
import type { Certificate } from './compression.js'
import type { KeptFeatures } from './planned-work.js'
import { probeError, probeSums } from './probe-sums.js'
import { sampledChebyshev } from './sampled-features.js'
import type { Settings } from './settings.js'

export type Accuracy = Pick<
  Certificate,
  'massError' | 'momentResidual' | 'nextOrderDefect' | 'nextOrderSampled' | 'probeError'
>

/**
 * What the result keeps of the input, in double precision and compensated sums.
 *
 * @param before all its rows of some weight
 * @param order if polynomials up to it were kept; its next order's defect comes with the same evaluation
 */
export async function certifyAccuracy(
  before: WeightedSet,
  after: WeightedSet,
  { map, order }: KeptFeatures,
  { probe, signal }: Pick<Settings, 'probe' | 'signal'>,
  backend: ComposedBackend,
): Promise<Accuracy> {
  const mass = totalMass(before)
  const pair = { before, after, box: boxOfPoints(before), backend, signal }
  const accuracy = {
    massError: Math.abs(mass - totalMass(after)) / mass,
    ...(await momentAccuracy(pair, map, order)),
  }
  if (!probe) return accuracy
  return { ...accuracy, probeError: probeError(probeSums(before, probe), probeSums(after, probe), mass) }
}

interface Pair {
  readonly before: WeightedSet
  readonly after: WeightedSet
  /** Around the first of them. */
  readonly box: Float64Array
  readonly backend: ComposedBackend
  readonly signal?: AbortSignal
}

async function momentAccuracy(pair: Pair, map: FeatureMap, order: number | undefined) {
  if (order === undefined) return { momentResidual: (await differences(pair, map)).over(0) }
  const { dim } = pair.before
  const kept = polynomialCount(dim, order)
  const next = chebyshev(order + 1)
  const nextCount = featureCount(next, dim) - kept
  const looked = defectsLookedAt(dim, order)
  if (looked === nextCount) {
    const all = await differences(pair, next)
    return { momentResidual: all.over(0, kept), nextOrderDefect: all.over(kept) }
  }
  const sample = sampledChebyshev(pair.box, order + 1, looked)
  return {
    momentResidual: (await differences(pair, map)).over(0),
    nextOrderDefect: (await differences(pair, sample)).over(1),
    nextOrderSampled: { looked, of: nextCount },
  }
}

async function differences({ before, after, box, backend, signal }: Pair, map: FeatureMap) {
  const momentsOf = (set: WeightedSet) =>
    backend.run('scaledMoments', { set, cells: oneCell(set), map, frames: box, signal })
  const expected = await momentsOf(before)
  const found = await momentsOf(after)
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
