import { type FeatureMap, featureCount, type WeightedSet } from '@polylog/core'
import { checkResidual } from '../check-residual.js'
import type { ComposedBackend } from '../compose-backends.js'
import { createProgressMeter } from '../progress-meter.js'
import { runPasses } from '../run-passes.js'
import { passSchedule } from '../schedule.js'
import type { NumberedSet } from './numbered-set.js'
import { MARGIN, type StreamSettings } from './stream-options.js'

/** What a stream computes with. */
export interface StreamEngine {
  readonly settings: StreamSettings
  readonly backend: ComposedBackend
}

export interface ReducedPart extends NumberedSet {
  readonly residual: number
}

/**
 * Brings rows down to the size of the sets that a stream holds, in one pass; fewer rows stay as they are.
 *
 * @param numbersOf the numbers of some rows, whose positions ascend
 */
export async function reducePart(
  set: WeightedSet,
  numbersOf: (indices: Uint32Array) => Float64Array,
  map: FeatureMap,
  seed: number,
  { settings, backend }: StreamEngine,
): Promise<ReducedPart> {
  const passes = passSchedule(
    set.size,
    MARGIN * settings.size,
    featureCount(map, set.dim),
    'fast',
    settings.covering,
  )
  const meter = createProgressMeter(settings.signal)
  const result = await runPasses(set, map, passes, { ...settings, seed }, backend, meter)
  checkResidual(result.residual)
  return { set: result.set, numbers: numbersOf(result.indices), residual: result.residual }
}

/** Seeds of the parts: buffers have the even ones, unions of sets the odd ones. */
export function partSeed(seed: number, kind: 'buffer' | 'merge', number: number): number {
  const part = 2 * number + (kind === 'buffer' ? 0 : 1)
  // Weyl's sequence of the golden ratio: all parts of a stream differ.
  return (seed + Math.imul(part + 1, 0x9e3779b9)) >>> 0
}
