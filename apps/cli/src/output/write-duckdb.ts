import type { DuckDBConnection } from '@duckdb/node-api'
import type { StoredColumn } from '../tables/column-type.js'
import { interruptible, openDuckDB, quoteName, quoteText } from '../tables/duckdb-session.js'
import { columnSql, type DuckDBFormat, type DuckDBSource } from '../tables/duckdb-source.js'
import { type DuckDBTable, keepRows } from '../tables/duckdb-table.js'
import { duckDBTypeName, duckDBValue } from '../tables/duckdb-types.js'
import { ROW_COLUMN } from '../tables/row-column.js'
import type { ColumnSpec } from '../tables/table.js'
import type { Destination } from './output-file.js'
import type { Scratch } from './scratch.js'
import type { Selection } from './selection.js'
import { writingError } from './write-error.js'

const COPY_OPTIONS: Readonly<Record<DuckDBFormat, string>> = {
  csv: 'FORMAT csv, HEADER true',
  tsv: `FORMAT csv, HEADER true, DELIMITER '\t'`,
  jsonl: 'FORMAT json',
  parquet: 'FORMAT parquet, COMPRESSION zstd',
}

/**
 * Has DuckDB write rows of a table that it reads: they never pass through JavaScript, so every type and bit
 * stays. From one delimited file to another, even the text stays.
 */
export async function copySelection(
  table: DuckDBTable,
  selection: Selection,
  file: Destination,
  format: DuckDBFormat,
  signal: AbortSignal,
): Promise<void> {
  const { session, source } = table
  await keepRows(session, selection.rows, selection.weights)
  const text = format === 'csv' || format === 'tsv' ? source.numberedText : undefined
  const list = selection.columns.map(spec => {
    const value = text === undefined ? columnSql(spec) : quoteName(spec.name)
    return `${value} AS ${quoteName(spec.name)}`
  })
  const rows = text === undefined ? source.numberedRows : textWithExpressions(text, source, selection.columns)
  const sql = `SELECT ${list.join(', ')}, __polylog_weight AS ${quoteName(selection.weightName)}
    FROM ${rows} JOIN kept USING (${ROW_COLUMN}) ORDER BY ${ROW_COLUMN}`
  await copy(session.connection, sql, file, format, signal)
}

/** Columns as text; what has to be computed is computed from the typed columns. */
function textWithExpressions(text: string, source: DuckDBSource, columns: readonly ColumnSpec[]): string {
  const computed = columns.filter(spec => spec.expression !== undefined)
  if (computed.length === 0) return text
  const plain = columns.filter(spec => spec.expression === undefined).map(spec => quoteName(spec.name))
  const expressions = computed.map(spec => `${columnSql(spec)} AS ${quoteName(spec.name)}`)
  return `(SELECT ${[ROW_COLUMN, ...plain].join(', ')} FROM ${text})
    JOIN (SELECT ${[ROW_COLUMN, ...expressions].join(', ')} FROM ${source.numberedRows}) USING (${ROW_COLUMN})`
}

/** Has DuckDB write columns that are in memory. */
export async function writeColumnsWithDuckDB(
  columns: readonly StoredColumn[],
  file: Destination,
  format: DuckDBFormat,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<void> {
  const session = await openDuckDB(file.path, scratch)
  try {
    const types = columns.map(({ name, type }) => `${quoteName(name)} ${duckDBTypeName(type)}`)
    await session.run(`CREATE TABLE output (${types.join(', ')})`)
    const appender = await session.connection.createAppender('output')
    const appended = columns.map((_, column) => appender.columnType(column))
    for (let row = 0; row < columns[0].values.length; row++) {
      for (let column = 0; column < columns.length; column++) {
        const { type, values } = columns[column]
        if (values[row] === null) appender.appendNull()
        else appender.appendValue(duckDBValue(type, values[row]), appended[column])
      }
      appender.endRow()
    }
    appender.closeSync()
    await copy(session.connection, 'FROM output', file, format, signal)
  } finally {
    session.close()
  }
}

async function copy(
  connection: DuckDBConnection,
  sql: string,
  { path, temporaryPath }: Destination,
  format: DuckDBFormat,
  signal: AbortSignal,
): Promise<void> {
  try {
    await interruptible(connection, signal, path, () =>
      connection.run(`COPY (${sql}) TO ${quoteText(temporaryPath)} (${COPY_OPTIONS[format]})`),
    )
  } catch (error) {
    throw writingError(error, path)
  }
}
