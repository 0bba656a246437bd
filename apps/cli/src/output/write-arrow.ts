import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Dictionary,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  makeData,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Table,
  TimeMicrosecond,
  Timestamp,
  TimeUnit,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow'
import type { ColumnType, ColumnValue, StoredColumn } from '../tables/column-type.js'
import type { Destination } from './output-file.js'
import { writingError } from './write-error.js'

const INTEGERS = {
  true: { 8: Int8, 16: Int16, 32: Int32, 64: Int64 },
  false: { 8: Uint8, 16: Uint16, 32: Uint32, 64: Uint64 },
} as const

const FLOATS = { 16: Float16, 32: Float32, 64: Float64 } as const

const UNITS = {
  s: TimeUnit.SECOND,
  ms: TimeUnit.MILLISECOND,
  us: TimeUnit.MICROSECOND,
  ns: TimeUnit.NANOSECOND,
} as const

/** Writes columns as an Arrow IPC file or stream, in one record batch. */
export async function writeArrow(
  columns: readonly StoredColumn[],
  { path, temporaryPath }: Destination,
  layout: 'file' | 'stream',
): Promise<void> {
  const table = new Table(Object.fromEntries(columns.map(column => [column.name, arrowVector(column)])))
  const writer =
    layout === 'file' ? RecordBatchFileWriter.writeAll(table) : RecordBatchStreamWriter.writeAll(table)
  try {
    await pipeline(writer.toNodeStream(), createWriteStream(temporaryPath))
  } catch (error) {
    throw writingError(error, path)
  }
}

function arrowVector({ type, values }: StoredColumn): Vector {
  switch (type.kind) {
    case 'timestamp':
      return integerVector(new Timestamp(UNITS[type.unit], type.zone ?? null), BigInt64Array, values, 0n)
    case 'time':
      return integerVector(new TimeMicrosecond(), BigInt64Array, values, 0n)
    case 'date':
      return integerVector(new DateDay(), Int32Array, values, 0)
    case 'decimal':
      return decimalVector(new Decimal(type.scale, type.precision, 128), values)
    default:
      return vectorFromArray(values as readonly unknown[], arrowType(type))
  }
}

function arrowType(type: ColumnType): DataType {
  switch (type.kind) {
    case 'integer':
      return new INTEGERS[`${type.signed}`][type.bits]()
    case 'float':
      return new FLOATS[type.bits]()
    case 'boolean':
      return new Bool()
    case 'binary':
      return new Binary()
    default:
      return type.kind === 'text' && type.dictionary ? new Dictionary(new Utf8(), new Int32()) : new Utf8()
  }
}

/** A vector over stored integers as they are: arrow's builders would take times for milliseconds. */
function integerVector<T extends number | bigint>(
  type: DataType,
  Values: { from(values: T[]): ArrayBufferView },
  values: readonly ColumnValue[],
  zero: T,
): Vector {
  const data = Values.from(values.map(value => (value === null ? zero : (value as T))))
  return new Vector([makeData({ type, length: values.length, data, ...validity(values) } as never)])
}

function decimalVector(type: Decimal, values: readonly ColumnValue[]): Vector {
  const data = new Uint32Array(4 * values.length)
  values.forEach((value, row) => {
    let rest = BigInt.asUintN(128, (value ?? 0n) as bigint)
    for (let word = 0; word < 4; word++) {
      data[4 * row + word] = Number(rest & 0xffffffffn)
      rest >>= 32n
    }
  })
  return new Vector([makeData({ type, length: values.length, data, ...validity(values) })])
}

function validity(values: readonly ColumnValue[]): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 64) * 8)
  let nullCount = 0
  values.forEach((value, row) => {
    if (value === null) nullCount++
    else nullBitmap[row >> 3] |= 1 << (row & 7)
  })
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap }
}
