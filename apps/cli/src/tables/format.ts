import { open } from 'node:fs/promises'
import { InputError, OptionError } from '@polylog/core'

/** The file formats that are read and written. */
export const FORMATS = ['csv', 'tsv', 'jsonl', 'parquet', 'arrow', 'arrows', 'npy'] as const

/** `arrow` is the Arrow IPC file format, `arrows` its stream format; either is recognised when read. */
export type Format = (typeof FORMATS)[number]

const EXTENSIONS: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'jsonl',
  '.parquet': 'parquet',
  '.pq': 'parquet',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.ipc': 'arrow',
  '.arrows': 'arrows',
  '.npy': 'npy',
}

/** Enough to see the first line of most text files. */
const SNIFFED_BYTES = 64 * 1024

/** @throws OptionError if `name` is not a format */
export function parseFormat(name: string, option: string): Format {
  const format = FORMATS.find(known => known === name.toLowerCase())
  if (format === undefined) {
    throw new OptionError(`${option} is '${name}'`, `Choose one of ${FORMATS.join(', ')}`)
  }
  return format
}

/** The format that a file name promises; compressed text (`.csv.gz`) counts as the text. */
export function formatOfName(path: string): Format | undefined {
  const name = path.toLowerCase()
  const plain = name.replace(/\.(gz|zst)$/, '')
  const format = EXTENSIONS[plain.slice(plain.lastIndexOf('.'))]
  if (plain !== name && format !== undefined && !isText(format)) return undefined
  return format
}

/** The format that a file's first bytes betray. */
export async function formatOfContent(path: string): Promise<Format> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0)
    if (bytesRead === 0) throw new InputError('The input is empty', 'Give at least one row')
    return formatOfBytes(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}

function formatOfBytes(bytes: Buffer): Format {
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet'
  if (bytes.subarray(0, 6).toString('latin1') === 'ARROW1') return 'arrow'
  if (bytes.subarray(0, 6).toString('latin1') === '\x93NUMPY') return 'npy'
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xffffffff) return 'arrows'
  const text = bytes.toString('utf8').trimStart()
  if (text.startsWith('{') || text.startsWith('[')) return 'jsonl'
  const firstLine = text.split(/\r?\n/, 1)[0]
  return firstLine.split('\t').length > firstLine.split(',').length ? 'tsv' : 'csv'
}

function isText(format: Format): boolean {
  return format === 'csv' || format === 'tsv' || format === 'jsonl'
}
