import type { ColumnType, ColumnValue } from './column-type.js'
import type { NpyHeader } from './npy-header.js'

/** Reads the value at a byte offset. */
export type NpyDecoder = (bytes: DataView, offset: number) => number | bigint

/** Decodes values as they are: 64-bit integers as `bigint`. */
export function npyDecoder({ kind, bytes, bigEndian }: NpyHeader): NpyDecoder {
  const little = !bigEndian
  switch (`${kind}${bytes}`) {
    case 'f2':
      return (view, offset) => halfFloat(view.getUint16(offset, little))
    case 'f4':
      return (view, offset) => view.getFloat32(offset, little)
    case 'f8':
      return (view, offset) => view.getFloat64(offset, little)
    case 'i1':
      return (view, offset) => view.getInt8(offset)
    case 'i2':
      return (view, offset) => view.getInt16(offset, little)
    case 'i4':
      return (view, offset) => view.getInt32(offset, little)
    case 'i8':
      return (view, offset) => view.getBigInt64(offset, little)
    case 'u2':
      return (view, offset) => view.getUint16(offset, little)
    case 'u4':
      return (view, offset) => view.getUint32(offset, little)
    case 'u8':
      return (view, offset) => view.getBigUint64(offset, little)
    default:
      return (view, offset) => view.getUint8(offset)
  }
}

export function npyColumnType({ kind, bytes }: NpyHeader): ColumnType {
  if (kind === 'b') return { kind: 'boolean' }
  const bits = (8 * bytes) as 8 | 16 | 32 | 64
  if (kind === 'f') return { kind: 'float', bits: bits as 16 | 32 | 64 }
  return { kind: 'integer', bits, signed: kind === 'i' }
}

export function npyColumnValue(header: NpyHeader, value: number | bigint): ColumnValue {
  return header.kind === 'b' ? value !== 0 : value
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
