import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OptionError } from '@polylog/core'
import { type ColumnValue, type StoredColumn, typeName } from '../tables/column-type.js'
import type { Destination } from './output-file.js'
import { writingError } from './write-error.js'

const CHUNK_ROWS = 16_384
const LARGEST_INTEGER = 2n ** 53n

/**
 * Writes columns as one array of doubles (`<f8`, rows contiguous), the last column last.
 *
 * @throws OptionError for a column that an array of doubles cannot hold exactly
 */
export async function writeNpy(
  columns: readonly StoredColumn[],
  { path, temporaryPath }: Destination,
): Promise<void> {
  for (const column of columns) checkExact(column)
  try {
    await pipeline(Readable.from(npyBytes(columns)), createWriteStream(temporaryPath))
  } catch (error) {
    throw writingError(error, path)
  }
}

function* npyBytes(columns: readonly StoredColumn[]): Generator<Uint8Array> {
  const rows = columns[0].values.length
  yield npyHeader(rows, columns.length)
  for (let first = 0; first < rows; first += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - first)
    const view = new DataView(new ArrayBuffer(count * columns.length * 8))
    let offset = 0
    for (let row = first; row < first + count; row++) {
      for (const { values } of columns) {
        view.setFloat64(offset, Number(values[row]), true)
        offset += 8
      }
    }
    yield new Uint8Array(view.buffer)
  }
}

/** Version 1: the text is padded so that the values begin at a multiple of 64 bytes. */
function npyHeader(rows: number, columns: number): Uint8Array {
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64
  const bytes = Buffer.alloc(length)
  bytes.write('\x93NUMPY\x01\x00', 'latin1')
  bytes.writeUInt16LE(length - 10, 8)
  bytes.write(`${dictionary.padEnd(length - 11)}\n`, 10, 'latin1')
  return bytes
}

function checkExact({ name, type, values }: StoredColumn): void {
  const numeric = type.kind === 'integer' || type.kind === 'float' || type.kind === 'boolean'
  const bad = numeric ? values.find(isInexact) : typeName(type)
  if (bad === undefined) return
  throw new OptionError(
    `Column "${name}" ${numeric ? `holds ${bad ?? 'a NULL'}` : `is of the type ${bad}`}, which NPY cannot hold here`,
    'Leave it out, or write Parquet, Arrow or CSV',
  )
}

function isInexact(value: ColumnValue): boolean {
  if (value === null) return true
  return typeof value === 'bigint' && (value > LARGEST_INTEGER || value < -LARGEST_INTEGER)
}
