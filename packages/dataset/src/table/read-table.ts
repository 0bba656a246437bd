import { InputError, type RealTypedArray } from '@polylog/core'
import { arrowColumns, isArrowTable } from './arrow-columns.js'
import { type DuckDbResultLike, duckDbColumns } from './duckdb-columns.js'
import { isList, vectorsOfLists } from './list-column.js'
import { type Column, isVector, type Table, type VectorColumn } from './table.js'

/** Columns by name: arrays, typed arrays, several numbers per row, or tensors of rank 1 or 2. */
export type ColumnsInput = Readonly<Record<string, Column | TensorLike>>

/**
 * What a table may be given as: an array of records, columns by name, an Apache Arrow table, the result of a DuckDB query,
 * or a `Table`.
 */
export type TableInput = Table | readonly object[] | ColumnsInput | ArrowTableLike | DuckDbResultLike

/** Of TensorFlow.js, as far as it is read here. */
export interface TensorLike {
  readonly shape: readonly number[]
  data(): Promise<ArrayLike<number>>
}

/** Of Apache Arrow, as far as it is read here. */
export interface ArrowTableLike {
  readonly numRows: number
  readonly schema: {
    readonly fields: readonly { readonly name: string; readonly type: { readonly typeId: number } }[]
  }
  getChildAt(index: number): ArrowVectorLike | null
}

export interface ArrowVectorLike {
  readonly length: number
  readonly nullCount: number
  get(row: number): unknown
  toArray(): unknown
}

const FORMS = 'Give an array of records, columns by name, an Arrow table, a DuckDB result or a Table'

/**
 * Reads whatever holds a table, once: arrays and typed arrays are taken as they are, not copied.
 *
 * @throws InputError for what is no table, has no rows, or columns of several lengths; the column or row is named
 */
export async function readTable(input: TableInput): Promise<Table> {
  if (typeof input !== 'object' || input === null)
    throw new InputError(`The table is ${typeName(input)}`, FORMS)
  const columns = await columnsOf(input)
  if (columns.size === 0) throw new InputError('The table has no columns', FORMS)
  const lengths = Array.from(columns, ([name, column]) => ({ name, rows: rowsOf(name, column) }))
  const [{ name, rows: size }] = lengths
  const other = lengths.find(({ rows }) => rows !== size)
  if (other) {
    throw new InputError(
      `Column "${other.name}" has ${other.rows} rows, and column "${name}" ${size}`,
      'Give columns of one length',
    )
  }
  if (size === 0) throw new InputError('The table has no rows', 'Give at least one')
  return { size, columns }
}

async function columnsOf(input: TableInput): Promise<ReadonlyMap<string, Column>> {
  if (Array.isArray(input)) return recordColumns(input)
  if ('shape' in input && 'data' in input && typeof input.data === 'function') {
    throw new InputError('The table is a tensor', 'Name its column: { x: tensor }')
  }
  if ('columns' in input && input.columns instanceof Map) return input.columns
  if (isArrowTable(input)) return arrowColumns(input)
  if ('getColumnsObjectJS' in input && typeof input.getColumnsObjectJS === 'function') {
    return namedColumns(await duckDbColumns(input as DuckDbResultLike))
  }
  return namedColumns(input as ColumnsInput)
}

function recordColumns(records: readonly unknown[]): ReadonlyMap<string, Column> {
  if (records.length === 0) throw new InputError('The table has no rows', 'Give at least one record')
  const wrong = records.findIndex(
    record => typeof record !== 'object' || record === null || Array.isArray(record),
  )
  if (wrong !== -1) {
    throw new InputError(`Row ${wrong} of the table is ${typeName(records[wrong])}, not a record`, FORMS)
  }
  const rows = records as readonly Record<string, unknown>[]
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  return new Map(Array.from(names, name => [name, vectorsOfLists(rows.map(row => row[name]))]))
}

async function namedColumns(input: ColumnsInput): Promise<ReadonlyMap<string, Column>> {
  const columns = new Map<string, Column>()
  for (const [name, given] of Object.entries(input)) columns.set(name, await columnFrom(name, given))
  return columns
}

async function columnFrom(name: string, given: Column | TensorLike): Promise<Column> {
  if (isTensor(given)) return tensorColumn(name, given)
  if (isList(given)) return vectorsOfLists(given)
  if (typeof given === 'object' && given !== null && isVector(given as Column)) return given
  throw new InputError(
    `Column "${name}" is ${typeName(given)}`,
    'Give an array, a typed array, { values, width } or a tensor',
  )
}

function isTensor(given: Column | TensorLike): given is TensorLike {
  return typeof given === 'object' && given !== null && 'shape' in given && 'data' in given
}

async function tensorColumn(name: string, tensor: TensorLike): Promise<Column> {
  const [size, width = 1, ...more] = tensor.shape
  if (size === undefined || more.length > 0) {
    throw new InputError(
      `The tensor of column "${name}" has the shape [${tensor.shape.join(', ')}]`,
      'Give one number per row, [rows], or several, [rows, width]',
    )
  }
  const values = Float64Array.from(await tensor.data())
  return tensor.shape.length === 1 ? values : ({ values, width } satisfies VectorColumn)
}

function rowsOf(name: string, column: Column): number {
  if (!isVector(column)) return column.length
  const { values, width } = column as { values: RealTypedArray; width: number }
  const rows = values.length / width
  if (Number.isInteger(rows) && width >= 1) return rows
  throw new InputError(
    `Column "${name}" has ${values.length} numbers, which is not a multiple of its width, ${width}`,
    'Give size × width numbers, row by row',
  )
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value
}
