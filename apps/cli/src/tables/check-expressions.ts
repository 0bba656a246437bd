import { OptionError } from '@polylog/core'
import { type DuckDBSession, quoteText } from './duckdb-session.js'
import type { ColumnSpec } from './table.js'

/** SQL's names of the present, which DuckDB's parser takes for columns or macros. */
const PRESENT = [
  'ago',
  'current_date',
  'current_localtime',
  'current_localtimestamp',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
  'today',
]

/**
 * Expressions are evaluated twice, to be matched and to be written, so that they must be of one row alone and
 * always give the same value.
 *
 * @throws OptionError for functions that change from call to call, window functions and subqueries
 */
export async function checkExpressions(
  session: DuckDBSession,
  specs: readonly ColumnSpec[],
  columns: readonly string[],
): Promise<void> {
  const computed = specs.filter(spec => spec.expression !== undefined)
  if (computed.length === 0) return
  const unstable = await session.run(`SELECT lower(function_name) FROM duckdb_functions()
    WHERE stability IS NOT NULL GROUP BY 1 HAVING bool_and(stability <> 'CONSISTENT')`)
  const names = new Set([...PRESENT, ...unstable.getRows().map(([name]) => String(name))])
  const own = new Set(columns.map(name => name.toLowerCase()))
  for (const { name, expression } of computed) {
    const parsed = await session.run(`SELECT json_serialize_sql(${quoteText(`SELECT ${expression}`)})`)
    const found = findUnstable(JSON.parse(String(parsed.getRows()[0][0])), names, own)
    if (found === undefined) continue
    throw new OptionError(
      `The expression '${name}=${expression}' of --columns uses ${found}, whose value is not of the row alone`,
      'Write an expression that gives the same value for the same row every time',
    )
  }
}

/** The first node of a parsed expression that may not be in it, in words. */
function findUnstable(
  node: unknown,
  names: ReadonlySet<string>,
  columns: ReadonlySet<string>,
): string | undefined {
  if (node === null || typeof node !== 'object') return undefined
  const entries = node as Readonly<Record<string, unknown>>
  if (entries.class === 'SUBQUERY') return 'a subquery'
  if (entries.class === 'WINDOW') return `the window function ${entries.function_name}`
  if (entries.class === 'FUNCTION') {
    const called = String(entries.function_name).toLowerCase()
    const sinceNow = called === 'age' && Array.isArray(entries.children) && entries.children.length === 1
    if (names.has(called) || sinceNow) return `${called}()`
  }
  if (entries.class === 'COLUMN_REF' && Array.isArray(entries.column_names)) {
    const referred = String(entries.column_names[0]).toLowerCase()
    if (entries.column_names.length === 1 && PRESENT.includes(referred) && !columns.has(referred)) {
      return referred
    }
  }
  for (const child of Object.values(entries)) {
    const found = findUnstable(child, names, columns)
    if (found !== undefined) return found
  }
  return undefined
}
