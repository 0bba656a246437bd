import { OptionError } from '@polylog/core'
import { checkOptionNames, type Refusal } from '../check-option-names.js'
import type { CompressBaseOptions } from '../compress-options.js'
import { type Settings, settingsFrom } from '../settings.js'

/** Options of `compress`, but for the ways of saying a size, and what only streams have. */
export interface StreamOptions extends Omit<CompressBaseOptions, 'onProgress' | 'nodes' | 'metrics'> {
  /** At most so many points. A stream's length is not known beforehand, so there is no `ratio` or `tolerance`. */
  readonly size: number
  /** Number of the first row pushed, 0 by default: streams that are to be merged need numbers of their own. */
  readonly firstRow?: number
  /**
   * Rows that are gathered before they are reduced: at least `8 × size`. By default 32 MiB of them, or that many if
   * it is more. Results depend on it, and on nothing else of how the stream is cut.
   */
  readonly bufferRows?: number
  /** Of `snapshot` and `finish`. */
  readonly onProgress?: CompressBaseOptions['onProgress']
}

export interface StreamSettings extends Settings {
  readonly size: number
  /** Absent until the first chunk tells. */
  readonly dim?: number
  readonly firstRow: number
  /** Absent where the default is to be taken. */
  readonly bufferRows?: number
}

/** Sets between the input and the result are so many times larger than the result: then the last step decides the error. */
export const MARGIN = 4

/** A buffer is at least so many times larger than the set that it becomes. */
const LEAST_SHRINKING = 2

const BUFFER_BYTES = 2 ** 25

const NAMES: Readonly<Record<keyof StreamOptions, true>> = {
  size: true,
  dim: true,
  order: true,
  features: true,
  probe: true,
  budget: true,
  covering: true,
  coveringAxes: true,
  quality: true,
  backend: true,
  seed: true,
  signal: true,
  onProgress: true,
  firstRow: true,
  bufferRows: true,
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  nodes: {
    problem: 'nodes is given for a stream',
    remedy: "Leave it out: a stream keeps rows; its result can be compressed again with nodes: 'free'",
  },
  metrics: {
    problem: 'metrics is given for a stream',
    remedy: 'Leave it out: rows pass by once; compare a sample of them with measureMetrics()',
  },
  ratio: {
    problem: 'ratio is given for a stream',
    remedy: 'Give size: how long a stream will be is not known',
  },
  tolerance: {
    problem: 'tolerance is given for a stream',
    remedy: 'Give size: no second try at another one is possible, since rows pass by once',
  },
}

/** @throws OptionError for the first option that cannot be honoured */
export function streamSettings(options: StreamOptions): StreamSettings {
  checkOptionNames(options, NAMES, REFUSALS)
  const { size, dim, firstRow = 0, bufferRows } = options
  if (!isCount(size) || size < 1) {
    throw new OptionError(
      `size is ${typeof size === 'string' ? JSON.stringify(size) : size}`,
      'Give a positive integer, the most points the result may have',
    )
  }
  if (dim !== undefined && (!isCount(dim) || dim < 1)) {
    throw new OptionError(`dim is ${dim}`, 'Give a positive integer')
  }
  if (!isCount(firstRow)) {
    throw new OptionError(`firstRow is ${firstRow}`, 'Give an integer of 0 or more, below 2^53')
  }
  const least = LEAST_SHRINKING * MARGIN * size
  if (bufferRows !== undefined && (!isCount(bufferRows) || bufferRows < least)) {
    throw new OptionError(
      `bufferRows is ${bufferRows} for size ${size}`,
      `Give an integer of ${least} (${LEAST_SHRINKING * MARGIN} × size) or more, or leave it out`,
    )
  }
  return { ...settingsFrom(options, dim), size, dim, firstRow, bufferRows }
}

/** Rows of a buffer for points of `dim` coordinates. */
export function bufferRowsFor({ size, bufferRows }: StreamSettings, dim: number): number {
  return bufferRows ?? defaultBufferRows(size, dim)
}

/** The `bufferRows` of a stream of points of `dim` coordinates that is not told. */
export function defaultBufferRows(size: number, dim: number): number {
  const rowBytes = 8 * (dim + 1)
  return Math.max(LEAST_SHRINKING * MARGIN * size, Math.floor(BUFFER_BYTES / rowBytes))
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
