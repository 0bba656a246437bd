import { InputError, OptionError } from '@polylog/core'

/** Rows `first … end - 1` of a stream. */
export interface RowRange {
  readonly first: number
  readonly end: number
}

/** Rows in a buffer, from position `at` on, that are numbered on from `first`. */
export interface RowRun {
  readonly at: number
  readonly first: number
}

/** @returns numbers of the rows at `positions`, which ascend */
export function rowNumbersAt(positions: Uint32Array, runs: readonly RowRun[]): Float64Array {
  const numbers = new Float64Array(positions.length)
  let run = 0
  for (let i = 0; i < positions.length; i++) {
    while (run + 1 < runs.length && runs[run + 1].at <= positions[i]) run++
    numbers[i] = runs[run].first + positions[i] - runs[run].at
  }
  return numbers
}

/** @throws InputError if rows are numbered as merged ones are, or beyond what a double can count */
export function checkNextRows(own: RowRange, merged: readonly RowRange[]): void {
  if (own.end > Number.MAX_SAFE_INTEGER) {
    throw new InputError(
      `The rows would be numbered up to ${own.end - 1}, beyond 2^53`,
      'Choose a smaller firstRow',
    )
  }
  const taken = merged.find(range => overlap(range, own))
  if (taken === undefined) return
  throw new InputError(
    `The rows would be numbered ${shown(own)}, but ${shown(taken)} came with a merge`,
    'Give every stream that is merged a firstRow beyond all rows of the others',
  )
}

/** @throws OptionError naming two ranges that overlap */
export function checkApart(ours: readonly RowRange[], theirs: readonly RowRange[]): void {
  for (const one of ours) {
    const other = theirs.find(range => overlap(range, one))
    if (other === undefined) continue
    throw new OptionError(
      `Both streams have rows of the same numbers: ${shown(one)} and ${shown(other)}`,
      `Give each stream a firstRow of its own, such as ${one.end} for the second`,
    )
  }
}

function overlap(a: RowRange, b: RowRange): boolean {
  return a.first < b.end && b.first < a.end
}

function shown({ first, end }: RowRange): string {
  return `${first} to ${end - 1}`
}
