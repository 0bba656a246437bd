import type { RealTypedArray } from '@polylog/core'
import { vectorsOfLists } from './list-column.js'
import type { ArrowTableLike, ArrowVectorLike } from './read-table.js'
import type { Column } from './table.js'

/** Numbers of types in the Arrow format. */
const INTEGER = 2
const FLOAT = 3
const DATE = 8
const TIMESTAMP = 10
const LIST = 12
const FIXED_SIZE_LIST = 16

export function isArrowTable(input: object): input is ArrowTableLike {
  return 'schema' in input && 'getChildAt' in input && typeof input.getChildAt === 'function'
}

export function arrowColumns(table: ArrowTableLike): ReadonlyMap<string, Column> {
  return new Map(
    table.schema.fields.map(({ name, type }, i) => [name, arrowColumn(table.getChildAt(i)!, type.typeId)]),
  )
}

function arrowColumn(vector: ArrowVectorLike, typeId: number): Column {
  if ((typeId === INTEGER || typeId === FLOAT) && vector.nullCount === 0) {
    const numbers = vector.toArray()
    if (isExact(numbers, typeId)) return numbers
  }
  const values = Array.from({ length: vector.length }, (_, row) => vector.get(row))
  if (typeId === DATE || typeId === TIMESTAMP) {
    return values.map(value => (typeof value === 'number' ? new Date(value) : value))
  }
  if (typeId !== LIST && typeId !== FIXED_SIZE_LIST) return values
  // A list is a vector again, whose entries are not its properties.
  return vectorsOfLists(values.map(value => value && entriesOf(value as ArrowVectorLike)))
}

function entriesOf(list: ArrowVectorLike): readonly unknown[] {
  return Array.from({ length: list.length }, (_, i) => list.get(i))
}

/** Whether the array holds the numbers themselves: those of 16 bits are but their bits, and those of 64 no numbers. */
function isExact(numbers: unknown, typeId: number): numbers is RealTypedArray {
  if (typeId === FLOAT) return numbers instanceof Float32Array || numbers instanceof Float64Array
  return (
    ArrayBuffer.isView(numbers) && !(numbers instanceof BigInt64Array || numbers instanceof BigUint64Array)
  )
}
