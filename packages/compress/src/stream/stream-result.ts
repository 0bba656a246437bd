import { allRows, featureCount, InputError, takeRows } from '@polylog/core'
import { largestRelativeDifference } from '@polylog/moments'
import { checkResidual } from '../check-residual.js'
import type { KeptFeatures } from '../planned-work.js'
import { plannedWork } from '../planned-work.js'
import { probeError, probeSums } from '../probe-sums.js'
import { createProgressMeter } from '../progress-meter.js'
import { type PassesResult, runPasses } from '../run-passes.js'
import { certifiedBy } from './certified-map.js'
import { keptBy, reducedBuffer, withPart } from './intake.js'
import { setsOf } from './merge-tree.js'
import { inRowOrder, joined, type NumberedSet } from './numbered-set.js'
import type { StreamEngine } from './reduce-part.js'
import type { StreamCertificate, StreamCompression } from './stream-compression.js'
import { frameOfFirst, grownFrame } from './stream-frame.js'
import type { Settled, StreamState } from './stream-state.js'
import { roundedSums, type StreamSums, sumsOver } from './stream-sums.js'

/** @throws InputError if there is nothing to compress */
export function checkHoldsRows(state: StreamState | undefined): asserts state is StreamState {
  if (!state || state.rows === 0) throw new InputError('The stream holds no points', 'Push at least one')
  if (!state.settled && state.buffer.weighty().set.size === 0) {
    throw new InputError('All weights are zero', 'Give at least one row a positive weight')
  }
}

/** The compression of all that a stream holds, of which nothing is changed. */
export async function streamResult(
  state: StreamState,
  engine: StreamEngine,
  seconds: () => number,
): Promise<StreamCompression> {
  const { settings, backend } = engine
  const meter = createProgressMeter(settings.signal, settings.onProgress)
  const held = state.settled ? await heldRows(state, state.settled, engine) : await firstRows(state, engine)
  const { union, reducing } = held
  const work = reducing && plannedWork(union.set.size, settings.size, state.dim, reducing.kept, settings)
  meter.expect(work ? work.reducing + work.certifying : 0)
  const result =
    work && reducing
      ? await runPasses(union.set, reducing.kept.map, work.passes, settings, backend, meter)
      : unchanged(union)
  const kept = inRowOrder({ set: result.set, numbers: takeRows(union.numbers, result.indices) })
  const accuracy = reducing ? await accuracyOf(kept, reducing, engine) : exactAccuracy(engine)
  const momentResidual = Math.max(held.residual, result.residual, accuracy.momentResidual)
  checkResidual(momentResidual)
  meter.finish()
  return {
    set: kept.set,
    indices: kept.numbers,
    certificate: {
      inputSize: state.rows,
      outputSize: kept.set.size,
      order: reducing ? reducing.kept.order : typeof settings.order === 'number' ? settings.order : undefined,
      featureCount: featuresOf(reducing?.kept, engine, state.dim),
      cells: result.cells,
      passes: result.passes,
      nodes: 'kept',
      ...(reducing?.kept.choice && { orderChoice: reducing.kept.choice }),
      quality: reducing?.kept.quality ?? settings.quality,
      seed: settings.seed,
      maxCellDiameter: result.maxCellDiameter,
      ...accuracy,
      momentResidual,
      backend: backend.reports(),
      seconds: seconds(),
      frame: (reducing?.sums.frame ?? frameOfFirst(union.set)).slice(),
      buffers: state.buffers,
      merges: state.merges,
    },
  }
}

/** What a result is made from, and measured by. */
interface HeldRows {
  readonly union: NumberedSet
  /** Largest so far. */
  readonly residual: number
  /** Absent where nothing is to be left out. */
  readonly reducing?: Reducing
}

/** What is kept and certified, and the sums of that over all rows. */
interface Reducing extends Pick<Settled, 'kept' | 'certified'> {
  readonly sums: StreamSums
}

/** Before the first buffer is full, rows are compressed as `compress` would. */
async function firstRows(state: StreamState, engine: StreamEngine): Promise<HeldRows> {
  const { settings, backend } = engine
  const { set, numbersOf } = state.buffer.weighty()
  const union = { set, numbers: numbersOf(allRows(set.size)) }
  if (set.size <= settings.size) return { union, residual: 0 }
  const frame = frameOfFirst(set)
  const kept = await keptBy(set, set.size, engine)
  const certified = certifiedBy(kept, frame)
  const sums = await sumsOver(set, certified, frame, settings.probe, backend, settings.signal)
  return { union, residual: 0, reducing: { kept, certified, sums } }
}

/** The sets held, with what the buffer holds as one of them. */
async function heldRows(state: StreamState, settled: Settled, engine: StreamEngine): Promise<HeldRows> {
  const sets = setsOf(state.levels)
  const { buffer, buffers, residual, sums, dim } = state
  const { kept, certified, firstFrame } = settled
  const { set } = buffer.weighty()
  if (sums && set.size === 0) {
    return { union: joined(sets, dim), residual, reducing: { kept, certified, sums } }
  }
  const frame = grownFrame(state.frame ?? firstFrame, set)
  const last = await reducedBuffer(buffer, buffers, frame, settled, engine)
  return {
    union: joined([...sets, last.reduced], dim),
    residual: Math.max(residual, last.reduced.residual),
    reducing: { kept, certified, sums: await withPart(state, last.sums, engine) },
  }
}

function unchanged({ set }: NumberedSet): PassesResult {
  return { set, indices: allRows(set.size), passes: 0, cells: 0, maxCellDiameter: 0, residual: 0 }
}

type Accuracy = Pick<
  StreamCertificate,
  'massError' | 'momentResidual' | 'nextOrderDefect' | 'nextOrderSampled' | 'probeError'
>

function exactAccuracy({ settings }: StreamEngine): Accuracy {
  return { massError: 0, momentResidual: 0, nextOrderDefect: 0, ...(settings.probe && { probeError: 0 }) }
}

async function accuracyOf(
  { set }: NumberedSet,
  { certified, sums: before }: Reducing,
  { settings, backend }: StreamEngine,
): Promise<Accuracy> {
  const after = await sumsOver(set, certified, before.frame, undefined, backend, settings.signal)
  const [expected, found] = [roundedSums(before), roundedSums(after)]
  const difference = (from: number, to: number) =>
    largestRelativeDifference(
      expected.subarray(from, to),
      found.subarray(from, to),
      before.scales.subarray(from, to),
    )
  const { kept, count, sampled } = certified
  const mass = expected[0]
  return {
    massError: Math.abs(mass - found[0]) / mass,
    momentResidual: difference(0, kept),
    ...(count > kept && { nextOrderDefect: difference(kept, count) }),
    ...(sampled && { nextOrderSampled: sampled }),
    ...(settings.probe && {
      probeError: probeError(
        roundedSums({ high: before.probeHigh, low: before.probeLow }),
        probeSums(set, settings.probe),
        mass,
      ),
    }),
  }
}

function featuresOf(kept: KeptFeatures | undefined, { settings }: StreamEngine, dim: number): number {
  const map = kept?.map ?? settings.features
  return map ? featureCount(map, dim) : 0
}
