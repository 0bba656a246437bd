import type { RealTypedArray } from '@polylog/core'

/** Several numbers per row, such as an embedding: `size × width`, row-major. */
export interface VectorColumn {
  readonly values: RealTypedArray
  readonly width: number
}

/** One value per row, in whatever form it came, or several numbers per row. */
export type Column = ArrayLike<unknown> | VectorColumn

/** A table in memory. Columns are those that were given, not copies, and are never written to. */
export interface Table {
  readonly size: number
  readonly columns: ReadonlyMap<string, Column>
}

/** One row by the names of its columns; numbers of a vector column are an array. */
export type TableRecord = Readonly<Record<string, unknown>>

export function isVector(column: Column): column is VectorColumn {
  return 'values' in column && 'width' in column && typeof column.width === 'number'
}

export function isMissing(value: unknown): boolean {
  return value === null || value === undefined
}

/** The rows `rows` of a table, in that order, copied: typed arrays stay what they are, and so does every value. */
export function takeTableRows({ columns }: Table, rows: Uint32Array): Table {
  return {
    size: rows.length,
    columns: new Map([...columns].map(([name, column]) => [name, takeColumnRows(column, rows)])),
  }
}

function takeColumnRows(column: Column, rows: Uint32Array): Column {
  if (isVector(column)) {
    const { values, width } = column
    const taken = emptyLike(values, rows.length * width)
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < width; j++) taken[i * width + j] = values[rows[i] * width + j]
    }
    return { values: taken, width }
  }
  if (!ArrayBuffer.isView(column)) return Array.from(rows, row => column[row])
  const values = column as unknown as RealTypedArray
  const taken = emptyLike(values, rows.length)
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]]
  return taken
}

function emptyLike(values: RealTypedArray, length: number): RealTypedArray {
  const Kind = values.constructor as new (length: number) => RealTypedArray
  return new Kind(length)
}

/** The table as an array of records. */
export function recordsOf({ size, columns }: Table): readonly TableRecord[] {
  return Array.from({ length: size }, (_, row) =>
    Object.fromEntries(Array.from(columns, ([name, column]) => [name, valueAt(column, row)])),
  )
}

function valueAt(column: Column, row: number): unknown {
  if (!isVector(column)) return column[row]
  const { values, width } = column
  return Array.from(values.subarray(row * width, (row + 1) * width))
}
