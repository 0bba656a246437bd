import { InputError } from '@polylog/core'
import {
  TimeUnit as ArrowTimeUnit,
  type Bool,
  DataType,
  type Decimal,
  type Dictionary,
  type Float,
  type Int,
  Precision,
  type Timestamp,
  type Vector,
} from 'apache-arrow'
import type { ColumnType, ColumnValue, TimeUnit } from './column-type.js'
import type { ColumnKind } from './table.js'

const UNITS: Readonly<Record<ArrowTimeUnit, TimeUnit>> = {
  [ArrowTimeUnit.SECOND]: 's',
  [ArrowTimeUnit.MILLISECOND]: 'ms',
  [ArrowTimeUnit.MICROSECOND]: 'us',
  [ArrowTimeUnit.NANOSECOND]: 'ns',
}

const PER_MICROSECOND = { s: 1_000_000, ms: 1000, us: 1 } as const

export function kindOfArrowType(type: DataType): ColumnKind {
  if (DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type)) return 'number'
  if (DataType.isBool(type)) return 'boolean'
  if (DataType.isDate(type) || DataType.isTime(type) || DataType.isTimestamp(type)) return 'time'
  if (DataType.isDictionary(type)) return kindOfArrowType(type.dictionary)
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) ? 'text' : 'other'
}

/** @throws InputError naming a column whose type has no place in `ColumnType` */
export function typeOfArrow(type: DataType, name: string): ColumnType {
  if (DataType.isInt(type)) {
    return { kind: 'integer', bits: (type as Int).bitWidth as 8 | 16 | 32 | 64, signed: type.isSigned }
  }
  if (DataType.isFloat(type)) {
    const bits = { [Precision.HALF]: 16, [Precision.SINGLE]: 32, [Precision.DOUBLE]: 64 } as const
    return { kind: 'float', bits: bits[(type as Float).precision] }
  }
  if (DataType.isDecimal(type) && type.bitWidth === 128) {
    return { kind: 'decimal', precision: type.precision, scale: type.scale }
  }
  if (DataType.isBool(type)) return { kind: 'boolean' }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return { kind: 'text', dictionary: false }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return { kind: 'binary' }
  if (DataType.isDate(type)) return { kind: 'date' }
  if (DataType.isTime(type)) return { kind: 'time' }
  if (DataType.isTimestamp(type)) {
    const { unit, timezone } = type as Timestamp
    return { kind: 'timestamp', unit: UNITS[unit], zone: timezone ?? undefined }
  }
  if (DataType.isDictionary(type)) {
    const values = typeOfArrow((type as Dictionary).dictionary, name)
    return values.kind === 'text' ? { kind: 'text', dictionary: true } : values
  }
  throw new InputError(
    `Column "${name}" is of the type ${type}, which cannot be carried along`,
    'Leave it out',
  )
}

/** A vector as doubles; without a copy where it is one of numbers of at most 32 bits, or of doubles. */
export function numbersOf(vector: Vector): ArrayLike<number> {
  const { type } = vector
  const direct =
    (DataType.isInt(type) && (type as Int).bitWidth < 64) ||
    (DataType.isFloat(type) && (type as Float).precision !== Precision.HALF)
  if (direct) return vector.toArray()
  const scale = DataType.isDecimal(type) ? 10 ** -(type as Decimal).scale : 1
  const valueAt = valuesOf(vector, typeOfArrow(type, ''))
  const numbers = new Float64Array(vector.length)
  for (let row = 0; row < numbers.length; row++) numbers[row] = Number(valueAt(row)) * scale
  return numbers
}

/** Reads values of a vector as `ColumnValue`s of the given type. */
export function valuesOf(vector: Vector, type: ColumnType): (row: number) => ColumnValue {
  const valueAt = rawValues(vector, type)
  return row => (vector.isValid(row) ? valueAt(row) : null)
}

/** Times are read as the integers that are stored, since arrow's own `get` rounds them to milliseconds. */
function rawValues(vector: Vector, type: ColumnType): (row: number) => ColumnValue {
  const stored = vector.data[0]?.values as ArrayLike<number | bigint> | undefined
  const arrowType = vector.type
  if (DataType.isDictionary(arrowType) || stored === undefined) return row => vector.get(row)
  switch (type.kind) {
    case 'timestamp':
      return row => BigInt(stored[row])
    case 'time': {
      const unit = UNITS[(arrowType as unknown as { unit: ArrowTimeUnit }).unit]
      if (unit === 'ns') return row => BigInt(stored[row]) / 1000n
      return row => BigInt(stored[row]) * BigInt(PER_MICROSECOND[unit])
    }
    case 'date':
      return stored instanceof Int32Array
        ? row => stored[row]
        : row => Number(BigInt(stored[row]) / 86_400_000n)
    case 'decimal':
      return row => decimalAt(stored as Uint32Array, row)
    case 'boolean':
      return row => (vector as Vector<Bool>).get(row)
    default:
      return row => vector.get(row)
  }
}

/** Four little-endian words of a two's-complement integer. */
function decimalAt(words: Uint32Array, row: number): bigint {
  let value = 0n
  for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(words[4 * row + word])
  return BigInt.asIntN(128, value)
}
