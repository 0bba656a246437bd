import type { ColumnSpec } from '../tables/table.js'

/** Weighted rows of a table. */
export interface Selection {
  readonly columns: readonly ColumnSpec[]
  /** Row numbers of the table, from 0, ascending. */
  readonly rows: Float64Array
  readonly weights: Float64Array
  /** The column that the weights become. */
  readonly weightName: string
}
