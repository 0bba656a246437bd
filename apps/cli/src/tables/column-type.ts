/** A column's type, wherever it comes from: what every format is read to and written from. */
export type ColumnType =
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly kind: 'float'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text'; readonly dictionary: boolean }
  | { readonly kind: 'binary' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit; readonly zone?: string }

export type TimeUnit = 's' | 'ms' | 'us' | 'ns'

/**
 * One value: a `number` for integers of at most 32 bits and for floats; a `bigint` for 64-bit integers, for
 * decimals (unscaled), for times (microseconds since midnight) and for timestamps (units since 1970); a `number`
 * of days since 1970 for dates.
 */
export type ColumnValue = number | bigint | string | boolean | Uint8Array | null

/** A column with its rows in memory, in its own type: nothing is rounded. */
export interface StoredColumn {
  readonly name: string
  readonly type: ColumnType
  readonly values: readonly ColumnValue[]
}

/** As a person would say it, such as `int64` or `timestamp[us]`. */
export function typeName(type: ColumnType): string {
  switch (type.kind) {
    case 'integer':
      return `${type.signed ? '' : 'u'}int${type.bits}`
    case 'float':
      return `float${type.bits}`
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'timestamp':
      return `timestamp[${type.unit}${type.zone === undefined ? '' : `, ${type.zone}`}]`
    default:
      return type.kind
  }
}
