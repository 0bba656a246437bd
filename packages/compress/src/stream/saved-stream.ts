import { type FeatureMap, hasFunction, OptionError } from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { KeptFeatures } from '../planned-work.js'
import { certifiedBy } from './certified-map.js'
import type { Levels } from './merge-tree.js'
import { createRowBuffer } from './row-buffer.js'
import type { RowRange, RowRun } from './row-numbers.js'
import { optionTexts, valuesAt } from './same-options.js'
import { readStreamFile, type StreamFile, writeStreamFile } from './stream-file.js'
import { sameNumbers } from './stream-frame.js'
import type { StreamSettings } from './stream-options.js'
import { type StreamState, somePoint } from './stream-state.js'

/** What a saved stream says in words; the numbers are in arrays behind it. */
interface SavedHeader {
  readonly options: Readonly<Record<string, string>>
  readonly firstRow: number
  /** Absent where nothing was pushed yet; then so is all that follows. */
  readonly dim?: number
  readonly pushed: number
  readonly rows: number
  readonly merged: readonly RowRange[]
  readonly bufferRows: number
  readonly runs: readonly RowRun[]
  readonly buffers: number
  readonly merges: number
  readonly residual: number
  readonly kept?: Pick<KeptFeatures, 'order' | 'quality' | 'choice'> & {
    readonly directions: number
    readonly withNext: boolean
  }
  /** Sets in each level. */
  readonly levels: readonly number[]
}

/** What a stream that was saved goes on from. */
export interface SavedStream {
  readonly options: Readonly<Record<string, string>>
  readonly firstRow: number
  readonly dim?: number
  /**
   * @returns nothing where nothing was pushed yet
   * @throws OptionError for another probe than that of the stream
   */
  restore(settings: StreamSettings): StreamState | undefined
}

/** @throws OptionError for features that hold functions, which no file can carry */
export function checkSavable({ features }: StreamSettings): void {
  if (!features || !hasFunction(features)) return
  throw new OptionError(
    'The features hold a function, which cannot be saved',
    'Give features that are plain data, such as chebyshev(3), or do not serialise the stream',
  )
}

/** The state between two calls; all full buffers must be reduced. */
export function savedBytes(settings: StreamSettings, state: StreamState | undefined): Promise<Uint8Array> {
  return writeStreamFile(savedStream(settings, state))
}

function savedStream(settings: StreamSettings, state: StreamState | undefined): StreamFile {
  const said = { options: optionTexts(settings), firstRow: settings.firstRow }
  if (!state) return { header: said, arrays: [] }
  const { dim, buffer, settled, sums, levels } = state
  const waiting = buffer.all()
  const map = settled?.kept.map
  const directions = map?.kind === 'directions' ? map : undefined
  const header: SavedHeader = {
    ...said,
    dim,
    pushed: state.pushed,
    rows: state.rows,
    merged: state.merged,
    bufferRows: buffer.capacity,
    runs: buffer.runs(),
    buffers: state.buffers,
    merges: state.merges,
    residual: state.residual,
    kept: settled && {
      order: settled.kept.order,
      quality: settled.kept.quality,
      choice: settled.kept.choice,
      directions: directions?.count ?? 0,
      withNext: settled.certified.count > settled.certified.kept,
    },
    levels: levels.map(({ length }) => length),
  }
  const point = somePoint(state) ?? new Float64Array(0)
  const probed = point.length > 0 ? Float64Array.from(valuesAt(point, settings.probe)) : point
  const arrays = [point, probed, waiting.points, waiting.weights]
  if (settled && sums && state.frame) {
    arrays.push(settled.firstFrame, directions?.directions ?? new Float64Array(0), state.frame)
    arrays.push(sums.frame, sums.high, sums.low, sums.scales, sums.probeHigh, sums.probeLow)
  }
  for (const { set, numbers } of levels.flat()) arrays.push(set.points, set.weights, numbers)
  return { header, arrays }
}

/** @throws InputError if the bytes are not those of a saved stream, or not all of them, or not as they were written */
export async function loadedStream(bytes: Uint8Array): Promise<SavedStream> {
  const { header: loaded, arrays } = await readStreamFile(bytes)
  const header = loaded as SavedHeader
  return {
    options: header.options,
    firstRow: header.firstRow,
    dim: header.dim,
    restore: settings =>
      header.dim === undefined ? undefined : stateFrom(header, header.dim, arrays, settings),
  }
}

function stateFrom(
  header: SavedHeader,
  dim: number,
  arrays: readonly Float64Array[],
  { features, probe }: StreamSettings,
): StreamState {
  let next = 0
  const take = () => arrays[next++]
  const buffer = createRowBuffer(header.bufferRows, dim)
  const [point, probed, points, weights] = [take(), take(), take(), take()]
  checkSameProbe(probe, point, probed)
  header.runs.forEach(({ at, first }, i) => {
    const end = header.runs[i + 1]?.at ?? weights.length
    buffer.append({ size: weights.length, dim, points, weights }, at, end - at, first)
  })
  const state: StreamState = {
    dim,
    firstRow: header.firstRow,
    pushed: header.pushed,
    merged: header.merged,
    rows: header.rows,
    buffer,
    levels: [],
    buffers: header.buffers,
    merges: header.merges,
    residual: header.residual,
  }
  if (header.kept) {
    const { order, quality, choice, directions: count, withNext } = header.kept
    const [firstFrame, directions, frame] = [take(), take(), take()]
    const map: FeatureMap =
      features ?? (order === undefined ? { kind: 'directions', directions, count } : chebyshev(order))
    const kept = { map, order, ...(quality && { quality }), ...(choice && { choice }) }
    state.settled = { kept, firstFrame, certified: certifiedBy(kept, firstFrame, withNext) }
    state.frame = frame
    state.sums = {
      frame: take(),
      high: take(),
      low: take(),
      scales: take(),
      probeHigh: take(),
      probeLow: take(),
    }
  }
  state.levels = header.levels.map(count =>
    Array.from({ length: count }, () => {
      const set = { dim, points: take(), weights: take() }
      return { set: { ...set, size: set.weights.length }, numbers: take() }
    }),
  ) satisfies Levels
  return state
}

/** A function cannot be saved, but what it returned at one point. */
function checkSameProbe(probe: StreamSettings['probe'], point: Float64Array, expected: Float64Array): void {
  if (point.length === 0) return
  const found = valuesAt(point, probe)
  if (sameNumbers(expected, found)) return
  throw new OptionError(
    `probe is not the saved stream's: at the point (${point.join(', ')}) it gives ${found.join(', ')}, not ${expected.join(', ')}`,
    'Give the same function, or begin anew',
  )
}
