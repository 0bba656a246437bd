import { OptionError } from '@polylog/core'
import { certifiedBy } from './certified-map.js'
import type { Chunk } from './chunk.js'
import type { Intake } from './intake.js'
import { type Levels, setsOf } from './merge-tree.js'
import { joined } from './numbered-set.js'
import type { StreamEngine } from './reduce-part.js'
import { checkApart, type RowRange, type RowRun } from './row-numbers.js'
import { sameNumbers, unionFrame } from './stream-frame.js'
import { ownRows, type Settled, type StreamState, somePoint } from './stream-state.js'
import { addedSums, type StreamSums, sumsOnFrame } from './stream-sums.js'

/** What one stream shows another that takes it in; the rows of its buffer are copied. */
export interface StreamContents
  extends Pick<
    StreamState,
    'dim' | 'rows' | 'settled' | 'sums' | 'levels' | 'buffers' | 'merges' | 'residual'
  > {
  readonly ranges: readonly RowRange[]
  /** One of its points, if there is any. */
  readonly point?: Float64Array
  readonly waiting: Chunk
  readonly waitingRuns: readonly RowRun[]
}

export function contentsOf(state: StreamState): StreamContents {
  const { size, dim, points, weights } = state.buffer.all()
  return {
    dim,
    rows: state.rows,
    settled: state.settled,
    sums: state.sums,
    levels: state.levels,
    buffers: state.buffers,
    merges: state.merges,
    residual: state.residual,
    ranges: rangesOf(state),
    point: somePoint(state),
    waiting: { size, dim, points: points.slice(), weights: weights.slice() },
    waitingRuns: state.buffer.runs().slice(),
  }
}

function rangesOf(state: StreamState): readonly RowRange[] {
  return state.pushed > 0 ? [ownRows(state), ...state.merged] : state.merged
}

/** @throws OptionError if the streams cannot be merged; nothing is changed */
export function checkMergeable(state: StreamState, other: StreamContents): void {
  if (other.dim !== state.dim) {
    throw new OptionError(
      `dim is ${state.dim} in one stream and ${other.dim} in the other`,
      'Merge streams of the same columns',
    )
  }
  checkApart(rangesOf(state), other.ranges)
  if (state.settled && other.settled) checkSameFeatures(state.settled, other.settled)
}

/** Options of `'auto'` may have been settled differently by different rows. */
function checkSameFeatures({ kept: ours }: Settled, { kept: theirs }: Settled): void {
  if (ours.order !== theirs.order) {
    throw new OptionError(
      `order was chosen as ${ours.order} by one stream and as ${theirs.order} by the other`,
      'Give both the same order, as a number',
    )
  }
  const [a, b] = [ours.map, theirs.map]
  if (a.kind === 'directions' && b.kind === 'directions' && !sameNumbers(a.directions, b.directions)) {
    throw new OptionError(
      'The streams have principal directions of their own, since size is too small for order 1',
      'Give both the same features, or a larger size',
    )
  }
}

/** Takes in all that another stream holds. All full buffers must be reduced. */
export async function mergeContents(
  state: StreamState,
  other: StreamContents,
  intake: Intake,
  engine: StreamEngine,
): Promise<void> {
  state.merged = [...state.merged, ...other.ranges]
  state.rows += other.rows
  state.buffers += other.buffers
  state.merges += other.merges
  state.residual = Math.max(state.residual, other.residual)
  if (other.settled && other.sums) {
    const shared = await mergedSums(state, other, engine)
    state.settled = shared.settled
    state.sums = shared.sums
    state.frame = shared.sums.frame
    for (const [level, sets] of other.levels.entries()) {
      for (const set of sets) await intake.insert(level, set)
    }
  }
  await appendWaiting(other, intake)
}

/** Rows that the other stream had not yet reduced, in runs of consecutive numbers. */
async function appendWaiting({ waiting, waitingRuns }: StreamContents, intake: Intake): Promise<void> {
  const { dim, size } = waiting
  for (const [i, { at, first }] of waitingRuns.entries()) {
    const end = waitingRuns[i + 1]?.at ?? size
    const run: Chunk = {
      size: end - at,
      dim,
      points: waiting.points.subarray(at * dim, end * dim),
      weights: waiting.weights?.subarray(at, end),
    }
    await intake.append(run, first)
  }
}

/** The sums of two streams, on a frame that holds both of theirs. */
async function mergedSums(
  ours: StreamState,
  theirs: StreamContents,
  { settings, backend }: StreamEngine,
): Promise<{ readonly settled: Settled; readonly sums: StreamSums }> {
  const [a, b] = [ours.settled, theirs.settled!]
  if (!a || !ours.sums) return { settled: b, sums: theirs.sums! }
  const settled = sharedSettled(a, b)
  const { certified } = settled
  const frame = unionFrame(ours.sums.frame, theirs.sums!.frame)
  const onFrame = (sums: StreamSums, levels: Levels) => {
    const held = () => joined(setsOf(levels), ours.dim).set
    return sumsOnFrame(firstSums(sums, certified.count), held, frame, certified, backend, settings.signal)
  }
  return {
    settled,
    sums: addedSums(await onFrame(ours.sums, ours.levels), await onFrame(theirs.sums!, theirs.levels)),
  }
}

/** Samples of the next order on different frames are different features: they are given up. */
function sharedSettled(a: Settled, b: Settled): Settled {
  const alike =
    a.certified.count === b.certified.count &&
    (!a.certified.sampled || sameNumbers(a.firstFrame, b.firstFrame))
  return alike ? a : { ...a, certified: certifiedBy(a.kept, a.firstFrame, false) }
}

function firstSums(sums: StreamSums, count: number): StreamSums {
  return {
    ...sums,
    high: sums.high.subarray(0, count),
    low: sums.low.subarray(0, count),
    scales: sums.scales.subarray(0, count),
  }
}
