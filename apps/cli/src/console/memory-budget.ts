import { freemem } from 'node:os'
import { megabytes } from './figures.js'

/** Memory that a run may take, and what of it is left for rows. */
export interface MemoryBudget {
  readonly bytes: number
  /** Bytes for rows: the program, DuckDB and workers need some for themselves. */
  readonly rowBytes: number
  /** Whether it was asked for with `--memory`. */
  readonly asked: boolean
}

/** Of what the machine has free, unless the user says. */
const SHARE = 0.6

const PROGRAM_BYTES = 200e6

/** Of a small budget, rows get at least this share: the program cannot be smaller than it is. */
const LEAST_ROW_SHARE = 1 / 8

/** Doubles for every row and coordinate that a compression in memory holds: points, standardised, and in cells. */
const COPIES = 3

/** Doubles for every row besides: weights, permutations, keys. */
const ROW_NUMBERS = 4

const DOUBLE = 8

/** @param asked bytes, if the user says */
export function memoryBudget(asked: number | undefined): MemoryBudget {
  const bytes = asked ?? SHARE * freeBytes()
  return {
    bytes,
    rowBytes: Math.max(LEAST_ROW_SHARE * bytes, bytes - PROGRAM_BYTES),
    asked: asked !== undefined,
  }
}

/** Rows that may be held in memory at once. */
export function mostRowsInMemory({ rowBytes }: MemoryBudget, dim: number): number {
  return Math.floor(rowBytes / bytesPerRow(dim))
}

export function bytesPerRow(dim: number): number {
  return DOUBLE * (COPIES * dim + ROW_NUMBERS)
}

/** `512 MB (--memory)` */
export function budgetText({ bytes, asked }: MemoryBudget): string {
  return `${megabytes(bytes)} ${asked ? 'of --memory' : 'of free memory'}`
}

/** Nothing, or that more was taken than was asked for with `--memory`. */
export function memoryExcess(taken: number, asked: number | undefined): readonly string[] {
  if (asked === undefined || taken <= asked) return []
  const program = `: the program itself takes some ${megabytes(PROGRAM_BYTES)}, and about twice as much to read text`
  return [
    `${megabytes(taken)} of memory were taken, more than --memory${asked < 2 * PROGRAM_BYTES ? program : ''}`,
  ]
}

/** What the system, or the container that this runs in, has left. */
function freeBytes(): number {
  return process.availableMemory?.() ?? freemem()
}
