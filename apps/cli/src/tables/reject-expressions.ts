import { OptionError } from '@polylog/core'
import type { ColumnSpec } from './table.js'

/** @throws OptionError for `name=expression`, which only DuckDB can compute */
export function rejectExpressions(specs: readonly ColumnSpec[], path: string): void {
  const computed = specs.find(spec => spec.expression !== undefined)
  if (computed !== undefined) {
    throw new OptionError(
      `--columns asks for the expression '${computed.name}=${computed.expression}' of ${path}`,
      'Expressions need CSV, TSV, JSON lines or Parquet: compute the column beforehand, or convert the file',
    )
  }
}
