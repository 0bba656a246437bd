import {
  type FeatureMap,
  featureCount,
  hasFunction,
  type ReduceWholeRequest,
  type ScaledMoments,
  selectRows,
  type WeightedSet,
} from '@polylog/core'
import { checkResidual } from '../check-residual.js'
import type { ComposedBackend } from '../compose-backends.js'
import { mergeEqualPoints } from '../merge-equal-points.js'
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

/**
 * The same in one call of the backend, with the sums of other features over the rows; nothing where the backend, or what is to
 * be kept, does not allow for it.
 */
export async function reducePartAtOnce(
  set: WeightedSet,
  numbersOf: (indices: Uint32Array) => Float64Array,
  map: FeatureMap,
  sums: NonNullable<ReduceWholeRequest['sums']>,
  seed: number,
  { settings, backend }: StreamEngine,
): Promise<{ readonly reduced: ReducedPart; readonly sums: ScaledMoments } | undefined> {
  const isPlain = !hasFunction(map) && !settings.covering && !settings.coveringAxes
  if (!isPlain || !(await backend.offers('reduceWhole'))) return undefined
  // Who works on the calling thread is asked for little at a time.
  if ((await backend.concurrency('reduceWhole')) < 2) return undefined
  const cells = Math.max(1, Math.floor((MARGIN * settings.size) / featureCount(map, set.dim)))
  const request: ReduceWholeRequest = { set, map, cells, seed, sums, signal: settings.signal }
  const { indices, weights, residual, sums: found } = await backend.run('reduceWhole', request)
  checkResidual(residual)
  const kept = mergeEqualPoints({ set: selectRows(set, indices, weights), indices })
  if (kept.set.size <= MARGIN * settings.size) {
    return { reduced: { set: kept.set, numbers: numbersOf(kept.indices), residual }, sums: found! }
  }
  // Cells that are split because many points share coordinates may be more than were asked for.
  const ofKept = (rows: Uint32Array) => numbersOf(rows.map(row => kept.indices[row]))
  const reduced = await reducePart(kept.set, ofKept, map, seed, { settings, backend })
  return { reduced: { ...reduced, residual: Math.max(residual, reduced.residual) }, sums: found! }
}

/** Seeds of the parts: buffers have the even ones, unions of sets the odd ones. */
export function partSeed(seed: number, kind: 'buffer' | 'merge', number: number): number {
  const part = 2 * number + (kind === 'buffer' ? 0 : 1)
  // Weyl's sequence of the golden ratio: all parts of a stream differ.
  return (seed + Math.imul(part + 1, 0x9e3779b9)) >>> 0
}
