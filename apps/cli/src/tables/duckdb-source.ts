import { InputError } from '@polylog/core'
import { checkFields, type DelimitedOptions } from './delimited-text.js'
import { type DuckDBSession, quoteName, quotePath, quoteText } from './duckdb-session.js'
import type { Format } from './format.js'
import { ROW_COLUMN } from './row-column.js'

export type DuckDBFormat = Extract<Format, 'csv' | 'tsv' | 'jsonl' | 'parquet'>

/** A file as DuckDB's FROM clauses. */
export interface DuckDBSource {
  readonly rows: string
  /** The same rows with their numbers, from 0, in `ROW_COLUMN`. */
  readonly numberedRows: string
  /** The numbered rows of a delimited file as the text that stands in it. */
  readonly numberedText?: string
  /** Whether the file is one of delimited text. */
  readonly delimited: boolean
}

export function isDuckDBFormat(format: Format): format is DuckDBFormat {
  return format === 'csv' || format === 'tsv' || format === 'jsonl' || format === 'parquet'
}

export async function duckDBSource(
  session: DuckDBSession,
  path: string,
  format: DuckDBFormat,
  options: DelimitedOptions = {},
): Promise<DuckDBSource> {
  const file = quotePath(path)
  switch (format) {
    case 'parquet':
      return {
        delimited: false,
        rows: `read_parquet(${file})`,
        numberedRows: `(SELECT file_row_number AS ${ROW_COLUMN}, * EXCLUDE (file_row_number) FROM read_parquet(${file}, file_row_number = true))`,
      }
    case 'jsonl': {
      const rows = `read_json(${file}, format = 'auto', maximum_object_size = 67108864)`
      return { delimited: false, rows, numberedRows: numbered(rows) }
    }
    default:
      return delimitedSource(session, path, format, options)
  }
}

/** Sniffs a delimited file once, so that every later reading of it agrees. */
async function delimitedSource(
  session: DuckDBSession,
  path: string,
  format: 'csv' | 'tsv',
  { delimiter, decimal }: DelimitedOptions,
): Promise<DuckDBSource> {
  const file = quotePath(path)
  const delim = delimiter ?? (format === 'tsv' ? '\t' : decimal === ',' ? ';' : undefined)
  const told = [
    ...(delim === undefined ? [] : [`delim = ${quoteText(delim)}`]),
    ...(decimal === undefined ? [] : [`decimal_separator = ${quoteText(decimal)}`]),
  ]
  const sniffed = await session.run(`FROM sniff_csv(${[file, ...told].join(', ')})`)
  const dialect = sniffed.getRowObjectsJson()[0]
  const columns = dialect.Columns as { name: string; type: string }[]
  if (columns.length === 1 && columns[0].name === 'column0' && columns[0].type === 'VARCHAR') {
    const any = await session.run(`SELECT 1 FROM read_text(${file}) WHERE size > 0`)
    if (any.currentRowCount === 0) throw new InputError(`${path} is empty`, 'Give at least one row')
  }
  if (Number(dialect.SkipRows) > 0 && dialect.HasHeader !== true && !/\.(gz|zst)$/i.test(path)) {
    await checkFields(path, sniffedText(dialect.Delimiter), sniffedText(dialect.Quote))
  }
  const options = [
    'auto_detect = false',
    `delim = ${quoteText(delim ?? sniffedText(dialect.Delimiter))}`,
    `quote = ${quoteText(sniffedText(dialect.Quote))}`,
    `escape = ${quoteText(sniffedText(dialect.Escape))}`,
    `comment = ${quoteText(sniffedText(dialect.Comment))}`,
    `skip = ${Number(dialect.SkipRows)}`,
    `header = ${dialect.HasHeader === true}`,
  ]
  if (decimal !== undefined) options.push(`decimal_separator = ${quoteText(decimal)}`)
  if (dialect.DateFormat !== null) options.push(`dateformat = ${quoteText(String(dialect.DateFormat))}`)
  if (dialect.TimestampFormat !== null) {
    options.push(`timestampformat = ${quoteText(String(dialect.TimestampFormat))}`)
  }
  const reading = (typeOf: (type: string) => string) => {
    const types = columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(typeOf(type))}`)
    return `read_csv(${file}, ${options.join(', ')}, columns = {${types.join(', ')}})`
  }
  const rows = reading(type => type)
  // Text with decimal commas would not be numbers in the file that is written.
  const numberedText = decimal === ',' ? undefined : numbered(reading(() => 'VARCHAR'))
  return { delimited: true, rows, numberedRows: numbered(rows), numberedText }
}

/** Rows are numbered as they stream by, in the order of the file. */
function numbered(rows: string): string {
  return `(SELECT row_number() OVER () - 1 AS ${ROW_COLUMN}, * FROM ${rows})`
}

function sniffedText(value: unknown): string {
  return value === '(empty)' || value === null ? '' : String(value)
}

/** A column of a table, or an expression over them, in SQL. */
export function columnSql(spec: { readonly name: string; readonly expression?: string }): string {
  return spec.expression === undefined ? quoteName(spec.name) : `(${spec.expression})`
}
