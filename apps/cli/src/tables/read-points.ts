import { InputError } from '@polylog/core'
import type { ColumnSpec, NumberChunk, Table } from './table.js'

export interface ReadOptions {
  readonly coordinates: readonly ColumnSpec[]
  readonly weight?: ColumnSpec
  /** What becomes of rows with a NULL, NaN or infinity: an error, or they are left out. */
  readonly nulls: 'drop' | 'error'
  readonly signal: AbortSignal
  /** Rows read so far. */
  readonly onRows?: (rows: number) => void
}

/** A table's rows as points, held in memory. */
export interface Points {
  readonly size: number
  readonly dim: number
  /** `size × dim`, row-major. */
  readonly points: Float64Array
  /** `size` input weights; absent if each is 1. */
  readonly weights?: Float64Array
  /** Rows in the table, the dropped ones included. */
  readonly tableRows: number
  /** Row numbers in the table, from 0; absent if no row was dropped. */
  readonly rowNumbers?: Uint32Array
}

/**
 * Reads columns into one array.
 *
 * @throws InputError for NULLs (counted by column), a NaN, infinite or negative value where none may be (with
 *   its row, counted from 1, and its column), or no rows
 */
export async function readPoints(table: Table, options: ReadOptions): Promise<Points> {
  const specs = options.weight === undefined ? options.coordinates : [...options.coordinates, options.weight]
  const store = createStore(
    options.coordinates.length,
    options.weight !== undefined,
    table.count.cheap ? await table.count.rows() : undefined,
  )
  const nullCounts = new Float64Array(specs.length)
  for await (const read of table.numbers(specs, options.signal)) {
    const chunk = options.nulls === 'drop' ? withoutNonFinite(read) : read
    const hasNulls = countNulls(chunk, nullCounts)
    store.append(chunk, specs, hasNulls)
    options.onRows?.(store.tableRows())
  }
  const withNulls = specs.flatMap(({ name }, i) =>
    nullCounts[i] > 0 ? [{ name, count: nullCounts[i] }] : [],
  )
  if (options.nulls === 'error' && withNulls.length > 0) throw nullError(table, withNulls)
  const points = store.finish()
  if (points.tableRows === 0) throw new InputError(`${table.path} holds no rows`, 'Give at least one row')
  if (points.size === 0) {
    throw new InputError(
      `Every row of ${table.path} has a NULL, NaN or infinity in ${withNulls.map(({ name }) => name).join(', ')}`,
      'Choose other columns',
    )
  }
  return points
}

function nullError(table: Table, columns: readonly { name: string; count: number }[]): InputError {
  const counts = columns.map(({ name, count }) => `${count} in "${name}"`).join(', ')
  return new InputError(
    `${table.path} has NULLs: ${counts}`,
    'Leave such rows out with --nulls drop, or choose other columns with --columns',
  )
}

/** The same chunk, in which NaN and infinities count as NULLs. */
function withoutNonFinite({ rows, columns, nulls }: NumberChunk): NumberChunk {
  return {
    rows,
    columns,
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
function countNulls(chunk: NumberChunk, counts: Float64Array): boolean {
  let any = false
  chunk.nulls.forEach((isNull, column) => {
    if (isNull === undefined) return
    for (let row = 0; row < chunk.rows; row++) {
      if (!isNull(row)) continue
      counts[column]++
      any = true
    }
  })
  return any
}

/** Arrays that grow as chunks come; exactly as long as needed where the number of rows is known beforehand. */
function createStore(dim: number, weighted: boolean, knownRows: number | undefined) {
  let capacity = Math.max(1, knownRows ?? 65_536)
  let points = new Float64Array(capacity * dim)
  let weights = new Float64Array(weighted ? capacity : 0)
  let rowNumbers: Uint32Array | undefined
  let size = 0
  let tableRows = 0

  const grow = (rows: number) => {
    if (rows <= capacity) return
    capacity = Math.max(rows, 2 * capacity)
    points = extended(points, new Float64Array(capacity * dim))
    if (weighted) weights = extended(weights, new Float64Array(capacity))
    if (rowNumbers !== undefined) rowNumbers = extended(rowNumbers, new Uint32Array(capacity))
  }

  /** Copies a column into place, but for the rows that are not `kept`. */
  const copyColumn = (
    chunk: NumberChunk,
    column: number,
    name: string,
    isWeight: boolean,
    kept?: Uint8Array,
  ) => {
    const values = chunk.columns[column]
    const target = isWeight ? weights : points
    const stride = isWeight ? 1 : dim
    let at = isWeight ? size : size * dim + column
    for (let row = 0; row < chunk.rows; row++) {
      if (kept !== undefined && kept[row] === 0) continue
      const value = values[row]
      if (!Number.isFinite(value) || (isWeight && value < 0))
        throw badValue(tableRows + row, name, value, isWeight)
      target[at] = value
      at += stride
    }
  }

  return {
    tableRows: () => tableRows,
    append(chunk: NumberChunk, specs: readonly ColumnSpec[], hasNulls: boolean) {
      grow(size + chunk.rows)
      const kept = hasNulls ? rowsWithoutNulls(chunk) : undefined
      if (kept !== undefined && rowNumbers === undefined) {
        rowNumbers = new Uint32Array(capacity)
        for (let row = 0; row < size; row++) rowNumbers[row] = row
      }
      specs.forEach(({ name }, column) => {
        copyColumn(chunk, column, name, column === dim, kept)
      })
      for (let row = 0; row < chunk.rows; row++) {
        if (kept !== undefined && kept[row] === 0) continue
        if (rowNumbers !== undefined) rowNumbers[size] = tableRows + row
        size++
      }
      tableRows += chunk.rows
    },
    finish: (): Points => ({
      size,
      dim,
      points: points.subarray(0, size * dim),
      weights: weighted ? weights.subarray(0, size) : undefined,
      tableRows,
      rowNumbers: rowNumbers?.subarray(0, size),
    }),
  }
}

function rowsWithoutNulls(chunk: NumberChunk): Uint8Array {
  const kept = new Uint8Array(chunk.rows).fill(1)
  for (const isNull of chunk.nulls) {
    if (isNull === undefined) continue
    for (let row = 0; row < chunk.rows; row++) if (isNull(row)) kept[row] = 0
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

function extended<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
