import { allRows, selectRows, takeRows, type WeightedSet } from '@polylog/core'
import { featuresToKeep } from '../features-to-keep.js'
import type { KeptFeatures } from '../planned-work.js'
import { createProgressMeter } from '../progress-meter.js'
import { certifiedBy } from './certified-map.js'
import type { Chunk } from './chunk.js'
import { setsOf, withSet } from './merge-tree.js'
import { joined, type NumberedSet } from './numbered-set.js'
import { partSeed, type ReducedPart, reducePart, reducePartAtOnce, type StreamEngine } from './reduce-part.js'
import { createRowBuffer, type RowBuffer } from './row-buffer.js'
import { frameOfFirst, grownFrame } from './stream-frame.js'
import { MARGIN } from './stream-options.js'
import type { Settled, StreamState } from './stream-state.js'
import { addedSums, probedBy, type StreamSums, streamSums, sumsOnFrame, sumsOver } from './stream-sums.js'

/** The way of rows into a stream: gathered, then reduced, while the next are gathered. */
export interface Intake {
  /** Copies rows of a chunk, numbered on from `first`; waits where too many are not yet reduced. */
  append(chunk: Chunk, first: number): Promise<void>
  /** Puts a reduced set among those of a level. */
  insert(level: number, set: NumberedSet): Promise<void>
  /** Waits until all full buffers are reduced. */
  settle(): Promise<void>
}

/** Rows that an order of `'auto'` must be affordable for, since the stream's own number is not known. */
const FORESEEN_ROWS = 2 ** 20

/**
 * Full buffers under way at once where the backend can use it, each of them one task: more would keep more workers busy, at
 * a buffer's memory and more for each.
 */
const MOST_UNDER_WAY = 2

/** Reduced buffers that wait for those before them to be put in place, at most. */
const MOST_WAITING = 4

export function createIntake(state: StreamState, engine: StreamEngine): Intake {
  const { dim } = state
  const { settings } = engine
  const spare: RowBuffer[] = []
  const underWay = new Set<Promise<unknown>>()
  let inserted: Promise<void> = Promise.resolve()
  let waiting = 0
  let failure: { readonly reason: unknown } | undefined

  const insert = async (level: number, set: NumberedSet) => {
    state.levels = await withSet(state.levels, level, set, dim, async union => {
      const seed = partSeed(settings.seed, 'merge', state.merges++)
      const { map } = state.settled!.kept
      const numbersOf = (indices: Uint32Array) => takeRows(union.numbers, indices)
      const reduced = await reducePart(union.set, numbersOf, map, seed, engine)
      state.residual = Math.max(state.residual, reduced.residual)
      return reduced
    })
  }

  const reduceFull = async (buffer: RowBuffer, number: number, frame: Float64Array) => {
    const part = await reducedBuffer(buffer, number, frame, state.settled!, engine)
    buffer.clear()
    spare.push(buffer)
    return part
  }

  const flush = async () => {
    const full = state.buffer
    const { set } = full.weighty()
    if (set.size === 0) {
      full.clear()
      return
    }
    state.settled ??= await settledBy(set, engine)
    state.frame = grownFrame(state.frame ?? state.settled.firstFrame, set)
    const depth = Math.min(MOST_UNDER_WAY, await engine.backend.concurrency('reduce'))
    while (underWay.size >= depth) await Promise.race(underWay)
    if (waiting >= MOST_WAITING) await inserted
    const part = reduceFull(full, state.buffers++, state.frame)
    underWay.add(part)
    const over = () => underWay.delete(part)
    part.then(over, () => undefined)
    state.buffer = spare.pop() ?? createRowBuffer(full.capacity, dim)
    waiting++
    // Buffers may be ready in any order; they are put in place in theirs.
    inserted = Promise.all([inserted, part]).then(async ([, { reduced, sums }]) => {
      state.sums = await withPart(state, sums, engine)
      state.residual = Math.max(state.residual, reduced.residual)
      await insert(0, reduced)
      waiting--
    })
    // Whoever comes next is told.
    inserted.catch(reason => {
      failure = { reason }
    })
  }

  return {
    insert,
    async settle() {
      await inserted
    },
    async append(chunk, first) {
      if (failure) throw failure.reason
      let done = 0
      while (done < chunk.size) {
        const { buffer } = state
        const count = Math.min(chunk.size - done, buffer.capacity - buffer.size())
        buffer.append(chunk, done, count, first + done)
        done += count
        if (buffer.size() === buffer.capacity) await flush()
      }
    },
  }
}

/** What a first set of rows, all of some weight, settles. */
async function settledBy(set: WeightedSet, engine: StreamEngine): Promise<Settled> {
  const kept = await keptBy(set, Math.max(set.size, FORESEEN_ROWS), engine)
  const firstFrame = frameOfFirst(set)
  return { kept, firstFrame, certified: certifiedBy(kept, firstFrame) }
}

/** @param inputSize rows for which an order of `'auto'` is to be affordable */
export function keptBy(
  set: WeightedSet,
  inputSize: number,
  { settings, backend }: StreamEngine,
): Promise<KeptFeatures> {
  const meter = createProgressMeter(settings.signal)
  return featuresToKeep(set, inputSize, settings.size, settings, backend, meter)
}

/** The buffer's rows as one of the sets that a stream holds, and their sums. */
export async function reducedBuffer(
  buffer: RowBuffer,
  number: number,
  frame: Float64Array,
  { kept, certified }: Settled,
  engine: StreamEngine,
): Promise<{ readonly reduced: ReducedPart; readonly sums: StreamSums }> {
  const { settings, backend } = engine
  const { set, numbersOf } = buffer.weighty()
  const isLarge = set.size > MARGIN * settings.size
  const seed = partSeed(settings.seed, 'buffer', number)
  if (isLarge) {
    const summed = { map: certified.map, frame }
    const both = await reducePartAtOnce(set, numbersOf, kept.map, summed, seed, engine)
    if (both)
      return { reduced: both.reduced, sums: streamSums(both.sums, frame, probedBy(set, settings.probe)) }
  }
  const sums = await sumsOver(set, certified, frame, settings.probe, backend, settings.signal)
  if (isLarge) return { sums, reduced: await reducePart(set, numbersOf, kept.map, seed, engine) }
  const rows = allRows(set.size)
  return { sums, reduced: { set: selectRows(set, rows), numbers: numbersOf(rows), residual: 0 } }
}

/** The stream's sums with those of one part more, whose frame holds that of all before. */
export async function withPart(
  { sums, levels, settled, dim }: Pick<StreamState, 'sums' | 'levels' | 'settled' | 'dim'>,
  part: StreamSums,
  { settings, backend }: StreamEngine,
): Promise<StreamSums> {
  if (!sums || !settled) return part
  const held = () => joined(setsOf(levels), dim).set
  const moved = await sumsOnFrame(sums, held, part.frame, settled.certified, backend, settings.signal)
  return addedSums(moved, part)
}
