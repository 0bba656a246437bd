import { InputError } from '@polylog/core'
import type { ColumnSpec, Table, TableChunk } from './table.js'

export interface ReadOptions {
  readonly coordinates: readonly ColumnSpec[]
  readonly weight?: ColumnSpec
  /** Columns of texts besides; none by default. */
  readonly texts?: readonly ColumnSpec[]
  /** What becomes of rows with a NULL, NaN or infinity: an error, or they are left out. */
  readonly nulls: 'drop' | 'error'
  readonly signal: AbortSignal
  /** Rows read so far. */
  readonly onRows?: (rows: number) => void
}

/** Some rows of a table: the coordinates in order, then the weight if there is one. */
export interface CheckedChunk {
  /** Row number of the first, from 0. */
  readonly first: number
  readonly rows: number
  /** All numbers are finite, and weights not negative, in rows that are kept. */
  readonly columns: readonly ArrayLike<number>[]
  /** Of rows that are kept, none is `null`. */
  readonly texts: readonly (readonly (string | null)[])[]
  /** 1 for rows that are kept; absent if all are. */
  readonly kept?: Uint8Array
}

/**
 * The rows of a table, checked. A chunk is lent until the next is asked for.
 *
 * @throws InputError for NULLs (counted by column), a NaN, infinite or negative value where none may be (with
 *   its row, counted from 1, and its column), or no rows
 */
export async function* checkedChunks(table: Table, options: ReadOptions): AsyncGenerator<CheckedChunk> {
  const { coordinates, weight, texts = [] } = options
  const numbers = weight === undefined ? coordinates : [...coordinates, weight]
  const specs = [...numbers, ...texts]
  const dim = coordinates.length
  const nullCounts = new Float64Array(specs.length)
  let first = 0
  let keptRows = 0
  for await (const read of table.read({ numbers, texts }, options.signal)) {
    const chunk = options.nulls === 'drop' ? withoutNonFinite(read) : read
    const nulls = nullsOf(chunk)
    const kept = countNulls(chunk.rows, nulls, nullCounts) ? rowsWithoutNulls(chunk.rows, nulls) : undefined
    chunk.columns.forEach((values, column) => {
      checkColumn(values, chunk.rows, first, specs[column].name, column === dim, kept)
    })
    yield { first, rows: chunk.rows, columns: chunk.columns, texts: chunk.texts, kept }
    first += chunk.rows
    keptRows += kept === undefined ? chunk.rows : kept.reduce((sum, one) => sum + one, 0)
    options.onRows?.(first)
  }
  const withNulls = specs.flatMap(({ name }, i) =>
    nullCounts[i] > 0 ? [{ name, count: nullCounts[i] }] : [],
  )
  if (options.nulls === 'error' && withNulls.length > 0) throw nullError(table, withNulls)
  if (first === 0) throw new InputError(`${table.path} holds no rows`, 'Give at least one row')
  if (keptRows === 0) {
    throw new InputError(
      `Every row of ${table.path} has a NULL, NaN or infinity in ${withNulls.map(({ name }) => name).join(', ')}`,
      'Choose other columns',
    )
  }
}

function checkColumn(
  values: ArrayLike<number>,
  rows: number,
  first: number,
  name: string,
  isWeight: boolean,
  kept: Uint8Array | undefined,
): void {
  for (let row = 0; row < rows; row++) {
    const value = values[row]
    if (Number.isFinite(value) && !(isWeight && value < 0)) continue
    if (kept === undefined || kept[row] === 1) throw badValue(first + row, name, value, isWeight)
  }
}

function nullError(table: Table, columns: readonly { name: string; count: number }[]): InputError {
  const counts = columns.map(({ name, count }) => `${count} in "${name}"`).join(', ')
  return new InputError(
    `${table.path} has NULLs: ${counts}`,
    'Leave such rows out with --nulls drop, or choose other columns',
  )
}

type IsNull = TableChunk['nulls'][number]

/** Where columns of numbers, and then those of texts, have a NULL. */
function nullsOf({ nulls, texts }: TableChunk): readonly IsNull[] {
  return [
    ...nulls,
    ...texts.map(values => (values.includes(null) ? (row: number) => values[row] === null : undefined)),
  ]
}

/** The same chunk, in which NaN and infinities count as NULLs. */
function withoutNonFinite({ rows, columns, texts, nulls }: TableChunk): TableChunk {
  return {
    rows,
    columns,
    texts,
    nulls: columns.map((values, column) => {
      const isNull = nulls[column]
      for (let row = 0; row < rows; row++) {
        if (!Number.isFinite(values[row])) return at => !Number.isFinite(values[at]) || isNull?.(at) === true
      }
      return isNull
    }),
  }
}

/** Counts the NULLs of a chunk; returns whether there are any. */
function countNulls(rows: number, nulls: readonly IsNull[], counts: Float64Array): boolean {
  let any = false
  nulls.forEach((isNull, column) => {
    if (isNull === undefined) return
    for (let row = 0; row < rows; row++) {
      if (!isNull(row)) continue
      counts[column]++
      any = true
    }
  })
  return any
}

function rowsWithoutNulls(rows: number, nulls: readonly IsNull[]): Uint8Array {
  const kept = new Uint8Array(rows).fill(1)
  for (const isNull of nulls) {
    if (isNull === undefined) continue
    for (let row = 0; row < rows; row++) if (isNull(row)) kept[row] = 0
  }
  return kept
}

function badValue(row: number, column: string, value: number, isWeight: boolean): InputError {
  return new InputError(
    `Row ${row + 1}, column "${column}" is ${value}`,
    isWeight && value < 0
      ? 'Weights must be finite and not negative: mend or remove the row'
      : 'Leave such rows out with --nulls drop, or mend them',
  )
}
