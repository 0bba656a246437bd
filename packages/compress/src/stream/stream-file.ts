import { InputError, UnavailableError } from '@polylog/core'

/**
 * The form of a saved stream, all numbers little-endian:
 *
 * | bytes | what                                                        |
 * | ----- | ----------------------------------------------------------- |
 * | 8     | `polylogS`                                                  |
 * | 4     | version of this form                                        |
 * | 4     | length of the header                                        |
 * | 8     | length of all                                               |
 * |       | header: JSON, in UTF-8                                      |
 * |       | arrays of doubles, whose lengths the header gives           |
 * | 32    | SHA-256 of everything before it                             |
 *
 * The checksum is Web Crypto's: it costs no download, is there in Node and in workers, and browsers compute it at
 * the speed of the processor.
 */
const MAGIC = Uint8Array.from('polylogS', letter => letter.charCodeAt(0))
const VERSION = 1
const PREAMBLE = 24
const CHECKSUM = 32
const DOUBLE = 8

export interface StreamFile {
  /** Plain data. */
  readonly header: unknown
  readonly arrays: readonly Float64Array[]
}

export async function writeStreamFile({ header, arrays }: StreamFile): Promise<Uint8Array> {
  const text = new TextEncoder().encode(
    JSON.stringify({ header, lengths: arrays.map(({ length }) => length) }),
  )
  const numbers = arrays.reduce((total, { length }) => total + length, 0)
  const length = PREAMBLE + text.length + DOUBLE * numbers + CHECKSUM
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(8, VERSION, true)
  view.setUint32(12, text.length, true)
  view.setFloat64(16, length, true)
  bytes.set(text, PREAMBLE)
  let at = PREAMBLE + text.length
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++, at += DOUBLE) view.setFloat64(at, array[i], true)
  }
  bytes.set(await checksum(bytes.subarray(0, at)), at)
  return bytes
}

/** @throws InputError if the bytes are not those of a saved stream, or not all of them, or not as they were written */
export async function readStreamFile(bytes: Uint8Array): Promise<StreamFile> {
  if (!(bytes instanceof Uint8Array)) {
    throw new InputError('The saved stream is no Uint8Array', 'Give the bytes that serialise returned')
  }
  if (bytes.length < MAGIC.length || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new InputError('The bytes are not those of a saved stream', 'Give what serialise returned')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = bytes.length < 12 ? VERSION : view.getUint32(8, true)
  if (version > VERSION) {
    throw new InputError(
      `The stream was saved in version ${version} of the form, and up to ${VERSION} is known here`,
      'Resume it with the version of polylog that saved it, or a newer one',
    )
  }
  const length = bytes.length < PREAMBLE ? Infinity : view.getFloat64(16, true)
  if (bytes.length < length) {
    throw new InputError(
      `The saved stream is truncated: ${bytes.length} bytes are left${Number.isSafeInteger(length) ? ` of ${length}` : ''}`,
      'Copy it again, or begin anew',
    )
  }
  if (length !== bytes.length || !(await isWhole(bytes))) {
    throw new InputError('The saved stream is damaged', 'Copy it again, or begin anew')
  }
  const textEnd = PREAMBLE + view.getUint32(12, true)
  const { header, lengths } = JSON.parse(new TextDecoder().decode(bytes.subarray(PREAMBLE, textEnd))) as {
    readonly header: unknown
    readonly lengths: readonly number[]
  }
  let at = textEnd
  const arrays = lengths.map(count => {
    const array = new Float64Array(count)
    for (let i = 0; i < count; i++, at += DOUBLE) array[i] = view.getFloat64(at, true)
    return array
  })
  return { header, arrays }
}

async function isWhole(bytes: Uint8Array): Promise<boolean> {
  const end = bytes.length - CHECKSUM
  const expected = await checksum(bytes.subarray(0, end))
  return expected.every((byte, i) => byte === bytes[end + i])
}

async function checksum(bytes: Uint8Array): Promise<Uint8Array> {
  const subtle = globalThis.crypto?.subtle
  if (!subtle) {
    throw new UnavailableError(
      'This runtime has no Web Crypto, which guards saved streams',
      'Serve the page over HTTPS, or do it in Node',
    )
  }
  return new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
}
