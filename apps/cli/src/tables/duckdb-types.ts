import {
  DuckDBBlobValue,
  DuckDBDateValue,
  type DuckDBDecimalType,
  DuckDBDecimalValue,
  type DuckDBResultReader,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api'
import { InputError } from '@polylog/core'
import type { ColumnType, ColumnValue, StoredColumn } from './column-type.js'
import type { ColumnKind } from './table.js'

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/

/** What a column of the given SQL type can be used for. */
export function kindOfDuckDBType(type: string): ColumnKind {
  if (NUMBER.test(type)) return 'number'
  if (type === 'BOOLEAN') return 'boolean'
  if (type === 'VARCHAR' || type.startsWith('ENUM')) return 'text'
  return /^(DATE|TIME)/.test(type) && !type.endsWith(']') ? 'time' : 'other'
}

/** A result's columns in types that every format knows; integers of 128 bits become decimals. */
export function storedColumns(result: DuckDBResultReader): StoredColumn[] {
  const values = result.getColumns()
  return result.columnNames().map((name, i) => {
    const type = columnType(result.columnType(i), name)
    return { name, type, values: (values[i] ?? []).map(value => columnValue(value)) }
  })
}

const DIRECT: Partial<Record<DuckDBTypeId, ColumnType>> = {
  [DuckDBTypeId.BOOLEAN]: { kind: 'boolean' },
  [DuckDBTypeId.TINYINT]: { kind: 'integer', bits: 8, signed: true },
  [DuckDBTypeId.SMALLINT]: { kind: 'integer', bits: 16, signed: true },
  [DuckDBTypeId.INTEGER]: { kind: 'integer', bits: 32, signed: true },
  [DuckDBTypeId.BIGINT]: { kind: 'integer', bits: 64, signed: true },
  [DuckDBTypeId.UTINYINT]: { kind: 'integer', bits: 8, signed: false },
  [DuckDBTypeId.USMALLINT]: { kind: 'integer', bits: 16, signed: false },
  [DuckDBTypeId.UINTEGER]: { kind: 'integer', bits: 32, signed: false },
  [DuckDBTypeId.UBIGINT]: { kind: 'integer', bits: 64, signed: false },
  [DuckDBTypeId.HUGEINT]: { kind: 'decimal', precision: 38, scale: 0 },
  [DuckDBTypeId.FLOAT]: { kind: 'float', bits: 32 },
  [DuckDBTypeId.DOUBLE]: { kind: 'float', bits: 64 },
  [DuckDBTypeId.VARCHAR]: { kind: 'text', dictionary: false },
  [DuckDBTypeId.UUID]: { kind: 'text', dictionary: false },
  [DuckDBTypeId.ENUM]: { kind: 'text', dictionary: true },
  [DuckDBTypeId.BLOB]: { kind: 'binary' },
  [DuckDBTypeId.DATE]: { kind: 'date' },
  [DuckDBTypeId.TIME]: { kind: 'time' },
  [DuckDBTypeId.TIMESTAMP]: { kind: 'timestamp', unit: 'us' },
  [DuckDBTypeId.TIMESTAMP_S]: { kind: 'timestamp', unit: 's' },
  [DuckDBTypeId.TIMESTAMP_MS]: { kind: 'timestamp', unit: 'ms' },
  [DuckDBTypeId.TIMESTAMP_NS]: { kind: 'timestamp', unit: 'ns' },
  [DuckDBTypeId.TIMESTAMP_TZ]: { kind: 'timestamp', unit: 'us', zone: 'UTC' },
}

function columnType(type: DuckDBType, name: string): ColumnType {
  const direct = DIRECT[type.typeId]
  if (direct !== undefined) return direct
  if (type.typeId === DuckDBTypeId.DECIMAL) {
    const { width, scale } = type as DuckDBDecimalType
    return { kind: 'decimal', precision: width, scale }
  }
  throw new InputError(
    `Column "${name}" is of the type ${type}, which only Parquet, CSV and JSON lines can hold here`,
    'Choose one of these for --out, or leave the column out',
  )
}

function columnValue(value: DuckDBValue): ColumnValue {
  if (value === null || typeof value !== 'object') return value
  if ('micros' in value) return value.micros as bigint
  if ('days' in value && !('months' in value)) return value.days as number
  if ('seconds' in value) return value.seconds
  if ('millis' in value) return value.millis
  if ('nanos' in value) return value.nanos as bigint
  if ('scale' in value) return value.value as bigint
  if ('bytes' in value) return value.bytes as Uint8Array
  return String(value)
}

/** The SQL type in which DuckDB keeps a column. */
export function duckDBTypeName(type: ColumnType): string {
  switch (type.kind) {
    case 'integer': {
      const name = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[type.bits]
      return type.signed ? name : `U${name}`
    }
    case 'float':
      return type.bits === 64 ? 'DOUBLE' : 'FLOAT'
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`
    case 'text':
      return 'VARCHAR'
    case 'binary':
      return 'BLOB'
    case 'timestamp':
      if (type.zone !== undefined) return 'TIMESTAMPTZ'
      return { s: 'TIMESTAMP_S', ms: 'TIMESTAMP_MS', us: 'TIMESTAMP', ns: 'TIMESTAMP_NS' }[type.unit]
    default:
      return type.kind.toUpperCase()
  }
}

/** A value as DuckDB's appender takes it. */
export function duckDBValue(type: ColumnType, value: ColumnValue): DuckDBValue {
  if (value === null) return null
  switch (type.kind) {
    case 'decimal':
      return new DuckDBDecimalValue(value as bigint, type.precision, type.scale)
    case 'binary':
      return new DuckDBBlobValue(value as Uint8Array)
    case 'date':
      return new DuckDBDateValue(value as number)
    case 'time':
      return new DuckDBTimeValue(value as bigint)
    case 'timestamp':
      return timestampValue(type, value as bigint)
    default:
      return value as DuckDBValue
  }
}

const MICROSECONDS = { s: 1_000_000n, ms: 1000n, us: 1n, ns: 0n } as const

function timestampValue(type: Extract<ColumnType, { kind: 'timestamp' }>, value: bigint): DuckDBValue {
  if (type.zone !== undefined) {
    // DuckDB's only type with a zone counts microseconds.
    return new DuckDBTimestampTZValue(type.unit === 'ns' ? value / 1000n : value * MICROSECONDS[type.unit])
  }
  switch (type.unit) {
    case 's':
      return new DuckDBTimestampSecondsValue(value)
    case 'ms':
      return new DuckDBTimestampMillisecondsValue(value)
    case 'us':
      return new DuckDBTimestampValue(value)
    case 'ns':
      return new DuckDBTimestampNanosecondsValue(value)
  }
}
