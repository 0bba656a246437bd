import { writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { createRng } from '@polylog/core'

/** Rows of a small table with every type that is to survive; equal for equal counts. */
export function sampleRows(count: number) {
  const rng = createRng(7)
  return Array.from({ length: count }, (_, i) => ({
    id: 9_007_199_254_740_993n + BigInt(i),
    x: rng.normal(),
    y: Math.round(100 * rng.normal()),
    name: i % 5 === 0 ? null : `row "${i}", ütf`,
    day: `2024-02-${String(1 + (i % 28)).padStart(2, '0')}`,
    moment: `2024-02-0${1 + (i % 9)} 12:34:56.${String(100_000 + i)}`,
    flag: i % 3 === 0,
  }))
}

/** The sample rows in a file that DuckDB writes, such as Parquet or CSV. */
export async function writeSample(path: string, count: number, copyOptions: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const values = sampleRows(count).map(({ id, x, y, name, day, moment, flag }) => {
    const text = name === null ? 'NULL' : `'${name}'`
    return `(${id}, ${x}::DOUBLE, ${y}::SMALLINT, ${text}, DATE '${day}', TIMESTAMP '${moment}', ${flag})`
  })
  await connection.run(
    `COPY (SELECT * FROM (VALUES ${values.join(', ')}) AS t(id, x, y, name, day, moment, flag)) TO '${path}' (${copyOptions})`,
  )
  connection.closeSync()
  instance.closeSync()
}

/** A table as rows of text, whatever the format that DuckDB reads. */
export async function readRows(path: string, sql = '*'): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const result = await connection.runAndReadAll(`SELECT ${sql} FROM '${path}'`)
  const rows = result.getRowObjectsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}

/** A CSV file of two numeric columns with the given lines appended. */
export function writeNumbers(path: string, rows: number, extra: readonly string[] = []): void {
  const rng = createRng(1)
  const lines = Array.from({ length: rows }, () => `${rng.normal()},${rng.uniform()}`)
  writeFileSync(path, `${['x,y', ...lines, ...extra].join('\n')}\n`)
}

/** An NPY file of the given version, type and order. */
export function npyFile(options: {
  readonly version?: 1 | 2 | 3
  readonly descr: string
  readonly fortran?: boolean
  readonly shape: readonly number[]
  readonly data: Uint8Array
}): Buffer {
  const { version = 1, descr, fortran = false, shape, data } = options
  const order = fortran ? 'True' : 'False'
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${lengths}), }`
  const start = version === 1 ? 10 : 12
  const header = Buffer.alloc(Math.ceil((start + text.length + 1) / 64) * 64, ' ')
  header.write('\x93NUMPY', 'latin1')
  header[6] = version
  header[7] = 0
  if (version === 1) header.writeUInt16LE(header.length - start, 8)
  else header.writeUInt32LE(header.length - start, 8)
  header.write(text, start, 'latin1')
  header[header.length - 1] = 10
  return Buffer.concat([header, data])
}
