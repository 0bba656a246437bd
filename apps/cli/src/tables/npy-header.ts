import { InputError } from '@polylog/core'

/** The header of an NPY file: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export interface NpyHeader {
  /** Where the values begin, in bytes. */
  readonly dataStart: number
  readonly kind: 'f' | 'i' | 'u' | 'b'
  readonly bytes: 1 | 2 | 4 | 8
  readonly bigEndian: boolean
  /** Whether columns, rather than rows, are contiguous. */
  readonly fortranOrder: boolean
  readonly rows: number
  readonly columns: number
}

/** Bytes before the header's text: magic, version, and a length of 2 (version 1) or 4 bytes. */
export const NPY_PREAMBLE = 12

export interface NpyPreamble {
  readonly textStart: number
  readonly textLength: number
}

/** @throws InputError if the first bytes are not those of an NPY file of a known version */
export function parseNpyPreamble(bytes: Buffer, path: string): NpyPreamble {
  if (bytes.length < NPY_PREAMBLE || bytes.subarray(0, 6).toString('latin1') !== '\x93NUMPY') {
    throw new InputError(`${path} is not an NPY file`, 'Save it with numpy.save')
  }
  const version = bytes[6]
  if (version < 1 || version > 3) {
    throw new InputError(`${path} is of NPY version ${version}`, 'Versions 1 to 3 are known: save it again')
  }
  return version === 1
    ? { textStart: 10, textLength: bytes.readUInt16LE(8) }
    : { textStart: 12, textLength: bytes.readUInt32LE(8) }
}

/** @throws InputError naming what is not supported */
export function parseNpyHeader(text: string, dataStart: number, path: string): NpyHeader {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1]
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1]
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1]
  if (order === undefined || shape === undefined || (descr === undefined && !/'descr'\s*:\s*\[/.test(text))) {
    throw new InputError(`${path} has a damaged NPY header`, 'Save it again with numpy.save')
  }
  const type = descr === undefined ? null : /^([<>|=])([fiub])([1248])$/.exec(descr)
  if (type === null || (type[2] === 'f' && type[3] === '1') || (type[2] === 'b' && type[3] !== '1')) {
    throw new InputError(
      `${path} holds values of the type ${descr ?? 'of a structured array'}`,
      'Only floats (f2, f4, f8), integers (i1 to i8, u1 to u8) and booleans are numbers: convert with astype',
    )
  }
  const lengths = shape
    .split(',')
    .filter(length => length.trim() !== '')
    .map(Number)
  if (lengths.length < 1 || lengths.length > 2) {
    throw new InputError(
      `${path} is an array of ${lengths.length} dimensions`,
      'Give one row per point: reshape it to two dimensions',
    )
  }
  return {
    dataStart,
    kind: type[2] as NpyHeader['kind'],
    bytes: Number(type[3]) as NpyHeader['bytes'],
    bigEndian: type[1] === '>',
    fortranOrder: order === 'True',
    rows: lengths[0],
    columns: lengths[1] ?? 1,
  }
}
