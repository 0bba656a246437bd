import { type FileHandle, open } from 'node:fs/promises'
import { InputError } from '@polylog/core'
import type { ColumnValue, StoredColumn } from './column-type.js'
import { NPY_PREAMBLE, type NpyHeader, parseNpyHeader, parseNpyPreamble } from './npy-header.js'
import { npyColumnType, npyColumnValue, npyDecoder } from './npy-values.js'
import { rejectExpressions } from './reject-expressions.js'
import type { ColumnSpec, Table, TableChunk } from './table.js'

/** Rows read at a time. */
const CHUNK_ROWS = 16_384

/** An array of numbers in an NPY file, of one or two dimensions; its columns are called `x0`, `x1`, …. */
export async function openNpyTable(path: string): Promise<Table> {
  const header = await readHeader(path)
  const columns = Array.from({ length: header.columns }, (_, i) => ({
    name: `x${i}`,
    type: `${header.kind}${header.bytes}`,
    kind: header.kind === 'b' ? ('boolean' as const) : ('number' as const),
  }))
  const indexOf = (spec: ColumnSpec) => columns.findIndex(column => column.name === spec.name)
  return {
    path,
    format: 'npy',
    columns,
    expressions: false,
    count: { cheap: true, rows: async () => header.rows },
    async describe(specs) {
      rejectExpressions(specs, path)
      return specs.map(spec => columns[indexOf(spec)])
    },
    async *read({ numbers }, signal): AsyncGenerator<TableChunk> {
      const indices = numbers.map(indexOf)
      const decode = npyDecoder(header)
      const values = indices.map(() => new Float64Array(CHUNK_ROWS))
      for await (const chunk of chunks(path, header, indices)) {
        signal.throwIfAborted()
        for (let i = 0; i < indices.length; i++) {
          const { view, start, stride } = chunk.columns[i]
          for (let row = 0; row < chunk.rows; row++) {
            values[i][row] = Number(decode(view, start + row * stride))
          }
        }
        yield { rows: chunk.rows, columns: values, nulls: indices.map(() => undefined), texts: [] }
      }
    },
    async take(specs, rows, signal) {
      const indices = specs.map(indexOf)
      const decode = npyDecoder(header)
      const values = indices.map((): ColumnValue[] => [])
      let position = 0
      let firstRow = 0
      for await (const chunk of chunks(path, header, indices)) {
        signal.throwIfAborted()
        for (; position < rows.length && rows[position] < firstRow + chunk.rows; position++) {
          const row = rows[position] - firstRow
          chunk.columns.forEach(({ view, start, stride }, i) => {
            values[i].push(npyColumnValue(header, decode(view, start + row * stride)))
          })
        }
        firstRow += chunk.rows
      }
      const type = npyColumnType(header)
      return specs.map(({ name }, i): StoredColumn => ({ name, type, values: values[i] }))
    },
    close: async () => {},
  }
}

/** Some rows: where each wanted column begins in the bytes read, and how far its values are apart. */
interface NpyChunk {
  readonly rows: number
  readonly columns: readonly { readonly view: DataView; readonly start: number; readonly stride: number }[]
}

async function* chunks(
  path: string,
  header: NpyHeader,
  indices: readonly number[],
): AsyncGenerator<NpyChunk> {
  const { rows, columns, bytes, dataStart, fortranOrder } = header
  const handle = await open(path, 'r')
  try {
    for (let first = 0; first < rows; first += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - first)
      if (fortranOrder) {
        const parts = []
        for (const index of indices) {
          const view = await readAt(handle, dataStart + (index * rows + first) * bytes, count * bytes, path)
          parts.push({ view, start: 0, stride: bytes })
        }
        yield { rows: count, columns: parts }
      } else {
        const stride = columns * bytes
        const view = await readAt(handle, dataStart + first * stride, count * stride, path)
        yield { rows: count, columns: indices.map(index => ({ view, start: index * bytes, stride })) }
      }
    }
  } finally {
    await handle.close()
  }
}

async function readHeader(path: string): Promise<NpyHeader> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const preamble = Buffer.alloc(Math.min(NPY_PREAMBLE, size))
    await handle.read(preamble, 0, preamble.length, 0)
    const { textStart, textLength } = parseNpyPreamble(preamble, path)
    if (textStart + textLength > size) throw truncated(path, textStart + textLength, size)
    const text = Buffer.alloc(textLength)
    await handle.read(text, 0, textLength, textStart)
    const header = parseNpyHeader(text.toString('utf8'), textStart + textLength, path)
    const wanted = header.dataStart + header.rows * header.columns * header.bytes
    if (wanted > size) throw truncated(path, wanted, size)
    return header
  } finally {
    await handle.close()
  }
}

async function readAt(handle: FileHandle, offset: number, length: number, path: string): Promise<DataView> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done)
    if (bytesRead === 0) throw truncated(path, offset + length, offset + done)
    done += bytesRead
  }
  return new DataView(bytes.buffer)
}

function truncated(path: string, wanted: number, found: number): InputError {
  return new InputError(
    `${path} is truncated: it holds ${found} of the ${wanted} bytes that its header announces`,
    'Copy or save it again',
  )
}
