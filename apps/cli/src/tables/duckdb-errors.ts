import { InputError, OptionError, PolylogError } from '@polylog/core'
import { diskError, WriteError } from '../output/write-error.js'
import { ROW_COLUMN } from './row-column.js'
import type { ColumnSpec } from './table.js'

/** What DuckDB says, as one line with a remedy. */
export function readingError(error: unknown, subject: string): Error {
  if (error instanceof PolylogError || error instanceof WriteError) return error
  const text = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  const conversion =
    /CSV Error on Line: (\d+)[\s\S]*?column "(.+?)"\. Could not convert string "(.*?)" to '(.+?)'/.exec(text)
  if (conversion) {
    const [, line, column, value, type] = conversion
    return new InputError(
      `${subject}, line ${line}, column "${column}" is '${value}', where ${type} was expected`,
      'Mend or remove that line, or leave the column out with --columns',
      cause,
    )
  }
  const csv = /CSV Error on Line: (\d+)\n(?:Original Line: .*\n)?(.*)/.exec(text)
  if (csv) {
    return new InputError(`${subject}, line ${csv[1]}: ${trimmed(csv[2])}`, 'Mend or remove that line', cause)
  }
  const disk = diskError(error, subject)
  if (disk !== undefined) return disk
  const said = firstLine(text)
  const message = said.includes(ROW_COLUMN) ? 'it sums up many rows' : said
  if (/^(Binder|Parser|Catalog) Error/.test(text)) {
    return new OptionError(
      `An expression of --columns cannot be evaluated: ${message}`,
      'Write it as name=EXPRESSION, in the SQL of DuckDB, over the columns of one row',
      cause,
    )
  }
  if (text.startsWith('Conversion Error') || text.startsWith('Out of Range Error')) {
    return new InputError(
      `A value of ${subject} cannot be converted: ${message}`,
      'Mend it, or use try_cast in the expression and --nulls drop',
      cause,
    )
  }
  if (text.startsWith('Out of Memory Error')) {
    return new InputError(
      `${subject} needs more memory to read than is set aside: ${message}`,
      'Write it as Parquet with smaller row groups',
      cause,
    )
  }
  return new InputError(
    `${subject} cannot be read: ${message}`,
    'Check that the file is complete, and that its format is the one named by its extension or --format',
    cause,
  )
}

/** The error of evaluating expressions, with them named; any other error as it is. */
export function expressionError(error: unknown, specs: readonly ColumnSpec[]): unknown {
  const computed = specs.filter(spec => spec.expression !== undefined)
  const cause = error instanceof PolylogError ? error.cause : error
  const text = cause instanceof Error ? cause.message : ''
  const evaluating =
    /^(Conversion|Out of Range|Invalid Input) Error/.test(text) && !text.includes('CSV Error')
  if (computed.length === 0 || !evaluating) return error
  const named = computed.map(({ name, expression }) => `'${name}=${expression}'`).join(' or ')
  return new InputError(
    `The expression ${named} fails in a row: ${firstLine(text)}`,
    'Have it give NULL there, as in name=TRY(EXPRESSION) or with CASE, and add --nulls drop',
    { cause },
  )
}

function firstLine(text: string): string {
  return trimmed(text.split('\n', 1)[0].replace(/^[A-Z][A-Za-z ]* Error: /, ''))
}

function trimmed(text: string): string {
  return text.trim().replace(/[.!:]+$/, '')
}
