import { InputError } from '@polylog/core'
import { type Column, isVector, type Table, type VectorColumn } from './table.js'

/**
 * The rows of several tables, one after the other.
 *
 * @throws InputError if a column of the first is missing from another, or vectors are of other widths
 */
export function joinTables(tables: readonly Table[]): Table {
  if (tables.length === 1) return tables[0]
  const size = tables.reduce((total, table) => total + table.size, 0)
  return {
    size,
    columns: new Map(
      Array.from(tables[0].columns.keys(), name => [
        name,
        joined(
          name,
          tables.map((table, i) => columnOf(table, name, i)),
        ),
      ]),
    ),
  }
}

function columnOf({ columns }: Table, name: string, table: number): Column {
  const column = columns.get(name)
  if (!column) {
    throw new InputError(
      `Table ${table} has no column "${name}", which table 0 has`,
      'Give tables of the same columns',
    )
  }
  return column
}

function joined(name: string, columns: readonly Column[]): Column {
  const vectors = columns.filter(isVector)
  if (vectors.length === 0) return columns.flatMap(column => Array.from(column as ArrayLike<unknown>))
  const { width } = vectors[0]
  const other = columns.findIndex(column => !isVector(column) || column.width !== width)
  if (other !== -1) {
    throw new InputError(
      `Column "${name}" of table ${other} does not hold ${width} numbers per row, as that of table 0 does`,
      'Give tables of the same columns',
    )
  }
  return joinedVectors(vectors, width)
}

function joinedVectors(vectors: readonly VectorColumn[], width: number): VectorColumn {
  const values = new Float64Array(vectors.reduce((length, vector) => length + vector.values.length, 0))
  let at = 0
  for (const vector of vectors) {
    values.set(vector.values, at)
    at += vector.values.length
  }
  return { values, width }
}
