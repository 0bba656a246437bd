import { InputError } from '@polylog/core'
import { FLOAT_FORMATS, type FloatFormat, isFloatFormat } from './float-formats.js'

/** What the header says of one tensor. */
export interface StoredEntry {
  readonly name: string
  readonly format: FloatFormat
  readonly shape: readonly number[]
  /** Where its bytes lie, counted from the end of the header. */
  readonly begin: number
  readonly end: number
}

export interface SafetensorsHeader {
  readonly entries: readonly StoredEntry[]
  readonly metadata: ReadonlyMap<string, string>
  /** Where the tensors begin, in bytes. */
  readonly dataStart: number
}

/** Bytes of the header's length, before it. */
const PREAMBLE = 8

/** Bytes; the format allows no longer ones. */
const LONGEST_HEADER = 100_000_000

/**
 * The header of a safetensors file. Where each tensor lies fits its shape, but not yet whether tensors fill the file.
 *
 * @param path of the file, which errors name
 * @throws InputError for a header that is cut off, no JSON object, or does not fit the format, naming the tensor
 */
export function safetensorsHeader(bytes: Uint8Array, path: string): SafetensorsHeader {
  const length = headerLength(bytes, path)
  const header = headerObject(bytes.subarray(PREAMBLE, PREAMBLE + length), path)
  const { __metadata__: metadata = {}, ...tensors } = header
  return {
    entries: Object.entries(tensors).map(([name, given]) => storedEntry(name, given, path)),
    metadata: texts(metadata, path),
    dataStart: PREAMBLE + length,
  }
}

function headerLength(bytes: Uint8Array, path: string): number {
  if (bytes.length < PREAMBLE) {
    throw new InputError(
      `${path} is no safetensors file: it has ${bytes.length} bytes`,
      'Give a file that safetensors saved',
    )
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  const rest = bytes.length - PREAMBLE
  if (length > LONGEST_HEADER || length > rest) {
    throw new InputError(
      `${path} is cut off, or no safetensors file: its header would have ${length} bytes, and ${rest} follow`,
      'Give a file that safetensors saved',
    )
  }
  return Number(length)
}

function headerObject(bytes: Uint8Array, path: string): Readonly<Record<string, unknown>> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (isObject(header)) return header
  } catch (cause) {
    throw new InputError(
      `The header of ${path} is no JSON: ${(cause as Error).message}`,
      'Give a file that safetensors saved',
      { cause },
    )
  }
  throw new InputError(`The header of ${path} is no JSON object`, 'Give a file that safetensors saved')
}

function storedEntry(name: string, given: unknown, path: string): StoredEntry {
  const damaged = (problem: string) => new InputError(`Tensor ${name} of ${path} ${problem}`, 'Save it again')
  if (!isObject(given)) throw damaged(`is described by ${JSON.stringify(given)}`)
  const { dtype, shape, data_offsets: offsets } = given
  if (typeof dtype !== 'string') throw damaged(`has the dtype ${JSON.stringify(dtype)}`)
  if (!isFloatFormat(dtype)) {
    throw new InputError(
      `Tensor ${name} of ${path} holds numbers of the type ${dtype}`,
      `Only ${Object.keys(FLOAT_FORMATS).join(', ')} are read: convert it, or leave it out`,
    )
  }
  if (!isCounts(shape)) throw damaged(`has the shape ${JSON.stringify(shape)}`)
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw damaged(`has the data_offsets ${JSON.stringify(offsets)}`)
  }
  const [begin, end] = offsets
  const size = shape.reduce((product, length) => product * length, FLOAT_FORMATS[dtype].bytes)
  if (size !== end - begin) {
    throw damaged(`has ${end - begin} bytes, and the shape [${shape.join(', ')}] of ${dtype} takes ${size}`)
  }
  return { name, format: dtype, shape, begin, end }
}

function texts(given: unknown, path: string): ReadonlyMap<string, string> {
  const entries = isObject(given) ? Object.entries(given) : undefined
  const bad = entries?.find(([, value]) => typeof value !== 'string')
  if (!entries || bad) {
    throw new InputError(
      `The __metadata__ of ${path} ${bad ? `hold ${JSON.stringify(bad[1])} as ${bad[0]}` : 'are no JSON object'}`,
      'Save it again with texts only',
    )
  }
  return new Map(entries as [string, string][])
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(count => Number.isSafeInteger(count) && count >= 0)
}
