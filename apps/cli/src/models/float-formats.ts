/** How numbers are stored, by the names that safetensors has for it. */
export type FloatFormat = 'F64' | 'F32' | 'F16' | 'BF16'

interface FloatReader {
  readonly bytes: number
  /** The number at an offset, little-endian. */
  readonly read: (view: DataView, offset: number) => number
}

export const FLOAT_FORMATS: Readonly<Record<FloatFormat, FloatReader>> = {
  F64: { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
  F32: { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  F16: { bytes: 2, read: (view, offset) => halfPrecision(view.getUint16(offset, true)) },
  BF16: { bytes: 2, read: bfloat16 },
}

export function isFloatFormat(name: string): name is FloatFormat {
  return Object.hasOwn(FLOAT_FORMATS, name)
}

/**
 * Numbers as 32-bit floats, in a new array; doubles are rounded, and those too large become infinite.
 *
 * @param bytes little-endian, a whole number of them for each
 */
export function decodeFloats(bytes: Uint8Array, format: FloatFormat): Float32Array {
  const { bytes: size, read } = FLOAT_FORMATS[format]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Float32Array(bytes.byteLength / size)
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * size)
  return values
}

/** 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** The upper half of a 32-bit float. */
function bfloat16(view: DataView, offset: number): number {
  WORD.setUint32(0, view.getUint16(offset, true) << 16)
  return WORD.getFloat32(0)
}

const WORD = new DataView(new ArrayBuffer(4))
