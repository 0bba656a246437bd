import type { DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api'
import { OptionError } from '@polylog/core'
import { abortReason } from '../console/interruption.js'
import type { Scratch } from '../output/scratch.js'
import { checkExpressions } from './check-expressions.js'
import type { DelimitedOptions } from './delimited-text.js'
import { expressionError, readingError } from './duckdb-errors.js'
import { type DuckDBSession, interruptible, openDuckDB, quoteName } from './duckdb-session.js'
import { columnSql, type DuckDBFormat, type DuckDBSource, duckDBSource } from './duckdb-source.js'
import { kindOfDuckDBType, storedColumns } from './duckdb-types.js'
import { ROW_COLUMN } from './row-column.js'
import type { ReadSpecs, Table, TableChunk, TableColumn } from './table.js'

/** A table that DuckDB reads, with what is needed to have DuckDB write rows of it. */
export interface DuckDBTable extends Table {
  readonly format: DuckDBFormat
  readonly session: DuckDBSession
  readonly source: DuckDBSource
}

export function isDuckDBTable(table: Table): table is DuckDBTable {
  return 'session' in table
}

export async function openDuckDBTable(
  path: string,
  format: DuckDBFormat,
  scratch: Scratch,
  options?: DelimitedOptions,
) {
  const session = await openDuckDB(path, scratch)
  try {
    const source = await duckDBSource(session, path, format, options)
    const columns = await describe(session, `SELECT * FROM ${source.rows}`)
    return duckDBTable(path, format, session, source, columns)
  } catch (error) {
    session.close()
    throw error
  }
}

function duckDBTable(
  path: string,
  format: DuckDBFormat,
  session: DuckDBSession,
  source: DuckDBSource,
  columns: readonly TableColumn[],
): DuckDBTable {
  return {
    path,
    format,
    session,
    source,
    columns,
    expressions: true,
    count: {
      cheap: format === 'parquet',
      async rows() {
        const counted = await session.run(`SELECT count(*)::DOUBLE FROM ${source.rows}`)
        return Number(counted.getRows()[0][0])
      },
    },
    async describe(specs) {
      await checkExpressions(
        session,
        specs,
        columns.map(({ name }) => name),
      )
      // The row number beside them turns aggregates, which would change the number of rows, into errors.
      const list = specs.map(spec => `${columnSql(spec)} AS ${quoteName(spec.name)}`)
      const sql = `SELECT ${list.join(', ')}, ${ROW_COLUMN} FROM ${source.numberedRows}`
      const described = await describe(session, sql, 1)
      if (specs.some(spec => spec.expression !== undefined)) {
        await checkOneToOne(session, source, list).catch(error => {
          throw expressionError(error, specs)
        })
      }
      return described
    },
    read: (specs, signal) => readChunks(session, source, path, specs, signal),
    async take(specs, rows, signal) {
      await keepRows(session, rows)
      const list = specs.map(spec => `${columnSql(spec)} AS ${quoteName(spec.name)}`)
      const selected = await session.run(
        `SELECT ${list.join(', ')} FROM ${source.numberedRows} JOIN kept USING (${ROW_COLUMN}) ORDER BY ${ROW_COLUMN}`,
        signal,
      )
      return storedColumns(selected)
    },
    whyText: source.delimited ? name => whyText(session, source, name) : undefined,
    close: async () => session.close(),
  }
}

/** @throws OptionError if expressions, such as `unnest`, make more or fewer rows of some */
async function checkOneToOne(session: DuckDBSession, source: DuckDBSource, list: readonly string[]) {
  const counted = await session.run(`
    WITH sampled AS MATERIALIZED (SELECT * FROM ${source.rows} LIMIT 64)
    SELECT (SELECT count(*) FROM sampled), (SELECT count(*) FROM (SELECT ${list.join(', ')} FROM sampled))`)
  const [before, after] = counted.getRows()[0]
  if (before === after) return
  throw new OptionError(
    `An expression of --columns makes ${after} rows of ${before}`,
    'Write expressions that give one value for each row',
  )
}

/** As many rows as DuckDB looks at to guess the types of a delimited file. */
const GUESSED_ROWS = 20_480
/** Below this share of numbers, text is meant as text. */
const MOSTLY = 0.8

async function whyText(
  session: DuckDBSession,
  source: DuckDBSource,
  column: string,
): Promise<string | undefined> {
  const name = quoteName(column)
  const counted = await session.run(`
    WITH head AS (SELECT ${ROW_COLUMN} + 1 AS row, ${name} AS value FROM ${source.numberedRows} LIMIT ${GUESSED_ROWS}),
      judged AS (SELECT *, try_cast(value AS DOUBLE) IS NULL AS bad FROM head WHERE value IS NOT NULL)
    SELECT count(*)::DOUBLE, (count(*) FILTER (bad))::DOUBLE, (min(row) FILTER (bad))::DOUBLE,
      arg_min(value, row) FILTER (bad),
      (count(*) FILTER (regexp_matches(value, '^\\s*[-+]?[0-9.]*,[0-9]+\\s*$')))::DOUBLE FROM judged`)
  const [values, bad, row, value, commas] = counted.getRows()[0]
  if (Number(values) === 0 || Number(bad) === 0) return undefined
  if (Number(commas) >= MOSTLY * Number(bad) && Number(commas) > 0) {
    return `row ${row} is '${value}': add --decimal , if that is a number`
  }
  return Number(bad) <= (1 - MOSTLY) * Number(values) ? `row ${row} is '${value}'` : undefined
}

/** Puts row numbers, and weights if there are any, in the temporary table `kept`. */
export async function keepRows(
  session: DuckDBSession,
  rows: Float64Array,
  weights?: Float64Array,
): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE kept (${ROW_COLUMN} BIGINT${weights ? ', __polylog_weight DOUBLE' : ''})`,
  )
  const appender = await session.connection.createAppender('kept')
  for (let i = 0; i < rows.length; i++) {
    appender.appendBigInt(BigInt(rows[i]))
    if (weights !== undefined) appender.appendDouble(weights[i])
    appender.endRow()
  }
  appender.closeSync()
}

async function describe(session: DuckDBSession, sql: string, dropped = 0): Promise<TableColumn[]> {
  const described = await session.run(`DESCRIBE ${sql}`)
  const columns = described.getRowObjectsJson().map(row => {
    const type = String(row.column_type)
    return { name: String(row.column_name), type, kind: kindOfDuckDBType(type) }
  })
  return dropped === 0 ? columns : columns.slice(0, -dropped)
}

async function* readChunks(
  session: DuckDBSession,
  source: DuckDBSource,
  path: string,
  { numbers, texts }: ReadSpecs,
  signal: AbortSignal,
): AsyncGenerator<TableChunk> {
  const list = [
    ...numbers.map(spec => `CAST(${columnSql(spec)} AS DOUBLE)`),
    ...texts.map(spec => `CAST(${columnSql(spec)} AS VARCHAR)`),
  ]
  const specs = [...numbers, ...texts]
  const sql = `SELECT ${list.join(', ')} FROM ${source.rows}`
  const { connection } = session
  const result = await interruptible(connection, signal, path, () => connection.stream(sql)).catch(error => {
    throw expressionError(error, specs)
  })
  for (;;) {
    const chunk = await nextChunk(() => result.fetchChunk(), path, signal).catch(error => {
      throw expressionError(error, specs)
    })
    if (chunk === null || chunk.rowCount === 0) return
    const vectors = numbers.map((_, column) => chunk.getColumnVector(column))
    yield {
      rows: chunk.rowCount,
      columns: vectors.map(doubles),
      nulls: vectors.map(nullsOf),
      texts: texts.map((_, i) => chunk.getColumnValues(numbers.length + i) as (string | null)[]),
    }
  }
}

async function nextChunk(
  fetch: () => Promise<DuckDBDataChunk | null>,
  path: string,
  signal: AbortSignal,
): Promise<DuckDBDataChunk | null> {
  signal.throwIfAborted()
  try {
    return await fetch()
  } catch (error) {
    throw signal.aborted ? abortReason(signal) : readingError(error, path)
  }
}

/** What `DuckDBDoubleVector` holds: its fields are private in its types, and far faster than its `getItem`. */
interface DoubleVectorFields {
  readonly items: Float64Array
  /** One bit per row, 1 where there is a value; `data` is null where all rows have one. */
  readonly validity: { readonly data: BigUint64Array | null }
}

function doubles(vector: DuckDBVector): Float64Array {
  return (vector as unknown as DoubleVectorFields).items
}

function nullsOf(vector: DuckDBVector): ((row: number) => boolean) | undefined {
  const { data } = (vector as unknown as DoubleVectorFields).validity
  if (data === null) return undefined
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return row => (bytes[row >> 3] & (1 << (row & 7))) === 0
}
