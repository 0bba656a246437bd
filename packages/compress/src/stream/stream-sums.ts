import { oneCell, type ScaledMoments, type WeightedSet } from '@polylog/core'
import type { ComposedBackend } from '../compose-backends.js'
import type { Probe } from '../compress-options.js'
import { probeSums } from '../probe-sums.js'
import type { CertifiedFeatures } from './certified-map.js'
import { changeFrame } from './change-frame.js'
import { sameNumbers } from './stream-frame.js'

/** Sums over all rows that were reduced or merged, each as a number and what rounding left over of it. */
export interface StreamSums {
  /** Of the polynomials: `dim` lower, then `dim` upper bounds of a box around all those rows. */
  readonly frame: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  /** `Σ c |φ|`. */
  readonly scales: Float64Array
  /** Of the probe's functions; empty without a probe, or before the first row. */
  readonly probeHigh: Float64Array
  readonly probeLow: Float64Array
}

/** The sums of two parts of a stream on one frame, compensated. */
export function addedSums(a: StreamSums, b: StreamSums): StreamSums {
  const [high, low] = addedPairs(a.high, a.low, b.high, b.low)
  const [probeHigh, probeLow] =
    a.probeHigh.length === 0
      ? [b.probeHigh, b.probeLow]
      : b.probeHigh.length === 0
        ? [a.probeHigh, a.probeLow]
        : addedPairs(a.probeHigh, a.probeLow, b.probeHigh, b.probeLow)
  return {
    frame: a.frame,
    high,
    low,
    scales: a.scales.map((scale, j) => scale + b.scales[j]),
    probeHigh,
    probeLow,
  }
}

/** Knuth's exact sum of two numbers, for each. */
function addedPairs(
  highA: Float64Array,
  lowA: Float64Array,
  highB: Float64Array,
  lowB: Float64Array,
): [high: Float64Array, low: Float64Array] {
  const high = new Float64Array(highA.length)
  const low = new Float64Array(highA.length)
  for (let j = 0; j < high.length; j++) {
    const sum = highA[j] + highB[j]
    const back = sum - highA[j]
    low[j] = highA[j] - (sum - back) + (highB[j] - back) + lowA[j] + lowB[j]
    high[j] = sum
  }
  return [high, low]
}

/** `Σ c φ`, rounded once. */
export function roundedSums({ high, low }: Pick<StreamSums, 'high' | 'low'>): Float64Array {
  return high.map((value, j) => value + low[j])
}

/**
 * The same sums on a frame that holds theirs. What is divided by, `Σ c |φ|`, is no combination of the old ones: it is
 * taken over the rows that are held of all those summed.
 */
export async function sumsOnFrame(
  sums: StreamSums,
  held: () => WeightedSet,
  frame: Float64Array,
  certified: CertifiedFeatures,
  backend: ComposedBackend,
  signal: AbortSignal | undefined,
): Promise<StreamSums> {
  if (sameNumbers(sums.frame, frame)) return sums
  const moved = (values: Float64Array) => changeFrame(certified.map, values, sums.frame, frame)
  const { scales } = await sumsOver(held(), certified, frame, undefined, backend, signal)
  return { ...sums, frame, high: moved(sums.high), low: moved(sums.low), scales }
}

/** Sums over a set whose rows all carry weight. */
export async function sumsOver(
  set: WeightedSet,
  { map }: CertifiedFeatures,
  frame: Float64Array,
  probe: Probe | undefined,
  backend: ComposedBackend,
  signal: AbortSignal | undefined,
): Promise<StreamSums> {
  const cells = oneCell(set)
  const found = await backend.run('scaledMoments', { set, cells, map, frames: frame, signal })
  return streamSums(found, frame, probedBy(set, probe))
}

/** The probe's sums; none without a probe. */
export function probedBy(set: WeightedSet, probe: Probe | undefined): Float64Array {
  return probe ? probeSums(set, probe) : new Float64Array(0)
}

/** What a backend has summed, and the probe's sums. */
export function streamSums(
  { sums, scales }: ScaledMoments,
  frame: Float64Array,
  probeHigh: Float64Array,
): StreamSums {
  const low = new Float64Array(sums.length)
  return { frame, high: sums, low, scales, probeHigh, probeLow: new Float64Array(probeHigh.length) }
}
