import type { StoredColumn } from '../tables/column-type.js'
import type { ColumnSpec } from '../tables/table.js'

/** Weighted rows of a table. */
export interface Selection {
  readonly columns: readonly ColumnSpec[]
  /** Row numbers of the table, from 0, ascending. */
  readonly rows: Float64Array
  readonly weights: Float64Array
  /** Columns that are not the table's, row by row, such as labels that were made anew. */
  readonly computed?: readonly StoredColumn[]
  /** The column that the weights become. */
  readonly weightName: string
}
