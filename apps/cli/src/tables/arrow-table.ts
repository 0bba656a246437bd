import { type FileHandle, open } from 'node:fs/promises'
import { InputError } from '@polylog/core'
import { type Field, type RecordBatch, RecordBatchReader, type Vector } from 'apache-arrow'
import { kindOfArrowType, numbersOf, typeOfArrow, valuesOf } from './arrow-types.js'
import type { ColumnValue, StoredColumn } from './column-type.js'
import { rejectExpressions } from './reject-expressions.js'
import type { ColumnSpec, Table, TableChunk, TableColumn } from './table.js'

const MAGIC = 'ARROW1'

/** A table in an Arrow IPC file or stream, read one record batch at a time. */
export async function openArrowTable(path: string): Promise<Table> {
  const isFile = await checkEnds(path)
  const fields = await reading(path, reader => reader.schema.fields)
  const columns = fields.map(
    (field): TableColumn => ({
      name: field.name,
      type: String(field.type),
      kind: kindOfArrowType(field.type),
    }),
  )
  const indexOf = (spec: ColumnSpec) => columns.findIndex(column => column.name === spec.name)
  return {
    path,
    format: isFile ? 'arrow' : 'arrows',
    columns,
    expressions: false,
    count: {
      cheap: false,
      async rows() {
        let rows = 0
        for await (const batch of batches(path)) rows += batch.numRows
        return rows
      },
    },
    async describe(specs) {
      rejectExpressions(specs, path)
      return specs.map(spec => columns[indexOf(spec)])
    },
    async *read({ numbers, texts }, signal): AsyncGenerator<TableChunk> {
      for await (const batch of batches(path)) {
        signal.throwIfAborted()
        const vectorOf = (spec: ColumnSpec) => batch.getChildAt(indexOf(spec))!
        const vectors = numbers.map(vectorOf)
        yield {
          rows: batch.numRows,
          columns: vectors.map(numbersOf),
          nulls: vectors.map(nullsOf),
          texts: texts.map(spec => Array.from(vectorOf(spec) as Iterable<string | null>)),
        }
      }
    },
    async take(specs, rows, signal) {
      const indices = specs.map(indexOf)
      const types = indices.map(index => typeOfArrow(fields[index].type, fields[index].name))
      const values = specs.map((): ColumnValue[] => [])
      let position = 0
      let firstRow = 0
      for await (const batch of batches(path)) {
        signal.throwIfAborted()
        const start = position
        while (position < rows.length && rows[position] < firstRow + batch.numRows) position++
        const taken = rows.subarray(start, position)
        indices.forEach((index, i) => {
          appendValues(values[i], valuesOf(batch.getChildAt(index)!, types[i]), taken, firstRow)
        })
        firstRow += batch.numRows
      }
      return specs.map(({ name }, i): StoredColumn => ({ name, type: types[i], values: values[i] }))
    },
    close: async () => {},
  }
}

function appendValues(
  target: ColumnValue[],
  valueAt: (row: number) => ColumnValue,
  rows: Float64Array,
  firstRow: number,
): void {
  for (const row of rows) target.push(valueAt(row - firstRow))
}

function nullsOf(vector: Vector): ((row: number) => boolean) | undefined {
  return vector.nullCount === 0 ? undefined : row => !vector.isValid(row)
}

async function* batches(path: string): AsyncGenerator<RecordBatch> {
  const handle = await open(path, 'r')
  try {
    const reader = await openReader(handle)
    for await (const batch of reader) yield batch
  } catch (error) {
    throw unreadable(error, path)
  } finally {
    await handle.close().catch(() => {})
  }
}

async function reading(
  path: string,
  look: (reader: { schema: { fields: Field[] } }) => Field[],
): Promise<Field[]> {
  const handle = await open(path, 'r')
  try {
    return look(await openReader(handle))
  } catch (error) {
    throw unreadable(error, path)
  } finally {
    await handle.close().catch(() => {})
  }
}

async function openReader(handle: FileHandle) {
  const reader = await RecordBatchReader.from(handle)
  return await reader.open({ autoDestroy: false })
}

/** Whether it is a file rather than a stream; a file ends with the bytes that it begins with. */
async function checkEnds(path: string): Promise<boolean> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    if (size === 0) throw new InputError(`${path} is empty`, 'Give at least one row')
    const bytes = Buffer.alloc(MAGIC.length)
    await handle.read(bytes, 0, MAGIC.length, 0)
    if (bytes.toString('latin1') !== MAGIC) return false
    await handle.read(bytes, 0, MAGIC.length, Math.max(0, size - MAGIC.length))
    if (bytes.toString('latin1') === MAGIC && size > 2 * MAGIC.length) return true
    throw unreadable(new Error('it does not end as an Arrow file must, so it is probably truncated'), path)
  } finally {
    await handle.close()
  }
}

function unreadable(error: unknown, path: string): Error {
  if (error instanceof InputError || (error as Error).name === 'InterruptedError') return error as Error
  const message = error instanceof Error ? error.message.split('\n', 1)[0].replace(/\.$/, '') : String(error)
  return new InputError(
    `${path} cannot be read as Arrow IPC: ${message}`,
    'Check that it is complete; write it without compression, or as Parquet',
    { cause: error },
  )
}
