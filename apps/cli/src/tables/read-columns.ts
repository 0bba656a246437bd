import { InputError } from '@polylog/core'
import type { ReadOptions } from './checked-chunks.js'
import { type Points, readPoints } from './read-points.js'
import type { ColumnSpec, Table, TableColumn } from './table.js'

/** Columns of a table in memory: numbers, booleans, and texts. */
export interface ReadColumns {
  readonly size: number
  readonly columns: Readonly<Record<string, Float64Array | readonly (string | boolean)[]>>
  readonly weights?: Float64Array
  /** Rows in the table, the dropped ones included. */
  readonly tableRows: number
  /** Row numbers in the table, from 0. */
  readonly rowNumbers: Float64Array
}

export interface ReadColumnsOptions extends Pick<ReadOptions, 'weight' | 'nulls' | 'signal' | 'onRows'> {
  readonly specs: readonly ColumnSpec[]
  /** Of the specs, in their order. */
  readonly described: readonly TableColumn[]
  /** Rows that may be held. */
  readonly mostRows: number
}

/**
 * Reads columns of numbers, booleans and texts into memory, unless there are more rows than may be held.
 *
 * @returns nothing for a table of more rows
 * @throws InputError for NULLs and what is not finite, unless such rows are dropped
 */
export async function readColumns(
  table: Table,
  { specs, described, weight, nulls, signal, onRows, mostRows }: ReadColumnsOptions,
): Promise<ReadColumns | undefined> {
  const texts = specs.filter((_, i) => described[i].kind === 'text')
  const numeric = specs.filter((_, i) => described[i].kind !== 'text')
  const points =
    numeric.length === 0 && weight === undefined
      ? await rowsAlone(table, mostRows)
      : await readPoints(table, { coordinates: numeric, weight, nulls, signal, onRows }, mostRows)
  if (!points) return undefined
  const { size, dim } = points
  const rowNumbers = points.rowNumbers ?? Float64Array.from({ length: size }, (_, row) => row)
  const columns: Record<string, Float64Array | (string | boolean)[]> = {}
  numeric.forEach(({ name }, axis) => {
    const values = Float64Array.from({ length: size }, (_, row) => points.points[row * dim + axis])
    const isBoolean = described[specs.findIndex(spec => spec.name === name)].kind === 'boolean'
    columns[name] = isBoolean ? Array.from(values, value => value === 1) : values
  })
  const read = { size, columns, weights: points.weights, tableRows: points.tableRows, rowNumbers }
  if (texts.length === 0) return read
  const stored = await table.take(texts, rowNumbers, signal)
  for (const { name, values } of stored) columns[name] = values as string[]
  return withoutNulls(
    table,
    read,
    texts.map(({ name }) => name),
    nulls,
  )
}

/** All rows of a table, without a number of theirs. */
async function rowsAlone(table: Table, mostRows: number): Promise<Points | undefined> {
  const size = await table.count.rows()
  return size > mostRows ? undefined : { size, dim: 0, points: new Float64Array(0), tableRows: size }
}

/** Rows in which no text is NULL. */
function withoutNulls(
  table: Table,
  read: ReadColumns,
  texts: readonly string[],
  nulls: ReadOptions['nulls'],
): ReadColumns {
  const missing = (row: number) => texts.find(name => read.columns[name][row] === null)
  const kept: number[] = []
  for (let row = 0; row < read.size; row++) {
    const name = missing(row)
    if (name === undefined) kept.push(row)
    else if (nulls === 'error') {
      throw new InputError(
        `Row ${read.rowNumbers[row] + 1}, column "${name}" of ${table.path} is NULL`,
        'Leave such rows out with --nulls drop, or choose other columns',
      )
    }
  }
  if (kept.length === read.size) return read
  if (kept.length === 0) {
    throw new InputError(
      `Every row of ${table.path} has a NULL in ${texts.join(' or ')}`,
      'Choose other columns',
    )
  }
  const pick = (values: Float64Array) => Float64Array.from(kept, row => values[row])
  return {
    ...read,
    size: kept.length,
    columns: Object.fromEntries(
      Object.entries(read.columns).map(([name, values]) => [
        name,
        values instanceof Float64Array ? pick(values) : kept.map(row => values[row]),
      ]),
    ),
    weights: read.weights && pick(read.weights),
    rowNumbers: pick(read.rowNumbers),
  }
}
