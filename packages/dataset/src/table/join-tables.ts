import { concatenated, InputError, type RealTypedArray } from '@polylog/core'
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
  if (vectors.length === 0) return joinedValues(columns as readonly ArrayLike<unknown>[])
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

/** Typed arrays of one type stay what they are. */
function joinedValues(columns: readonly ArrayLike<unknown>[]): Column {
  const { constructor: Kind } = columns[0]
  if (!columns.every(column => ArrayBuffer.isView(column) && column.constructor === Kind)) {
    return columns.flatMap(column => Array.from(column))
  }
  return concatenated(columns as readonly RealTypedArray[])
}

function joinedVectors(vectors: readonly VectorColumn[], width: number): VectorColumn {
  const sameKind = vectors.every(({ values }) => values.constructor === vectors[0].values.constructor)
  const parts = vectors.map(({ values }) => (sameKind ? values : Float64Array.from(values)))
  return { values: concatenated(parts), width }
}
