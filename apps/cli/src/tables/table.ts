import type { StoredColumn } from './column-type.js'
import type { Format } from './format.js'

/** A table in a file: its columns are known once it is open, its rows are read in chunks. */
export interface Table {
  readonly path: string
  readonly format: Format
  readonly columns: readonly TableColumn[]
  /** Rows in the file, from its metadata where it has them; `cheap` tells whether that avoids reading all. */
  readonly count: { readonly cheap: boolean; rows(): Promise<number> }
  /**
   * Columns as doubles and as texts, row by row in the order of the file. A chunk is lent until the next is asked for.
   *
   * @throws InputError if the file cannot be read to its end
   */
  read(columns: ReadSpecs, signal: AbortSignal): AsyncGenerator<TableChunk>
  /** The given rows (ascending) of some columns, each value in its own type. */
  take(columns: readonly ColumnSpec[], rows: Float64Array, signal: AbortSignal): Promise<StoredColumn[]>
  /** Types of expressions, as `TableColumn`s; checks that they can be evaluated at all. */
  describe(columns: readonly ColumnSpec[]): Promise<TableColumn[]>
  /** Whether `name=expression` columns can be computed. */
  readonly expressions: boolean
  /** Why a column is text although its values look like numbers, judged by the first rows; absent if unknown. */
  readonly whyText?: (name: string) => Promise<string | undefined>
  close(): Promise<void>
}

export interface TableColumn {
  readonly name: string
  /** As the format calls it, such as `BIGINT`. */
  readonly type: string
  readonly kind: ColumnKind
}

/** `number` and `boolean` can be used as coordinates; the others can be kept alongside. */
export type ColumnKind = 'number' | 'boolean' | 'text' | 'time' | 'other'

/** A column by name, or a new one computed by a DuckDB expression over a row. */
export interface ColumnSpec {
  readonly name: string
  readonly expression?: string
}

export interface ReadSpecs {
  readonly numbers: readonly ColumnSpec[]
  readonly texts: readonly ColumnSpec[]
}

export interface TableChunk {
  readonly rows: number
  /** One array per column of numbers, each of at least `rows` values. */
  readonly columns: readonly ArrayLike<number>[]
  /** One array per column of texts, `null` where there is none. */
  readonly texts: readonly (readonly (string | null)[])[]
  /** One per column of numbers: whether row `i` is NULL; absent if the column has none in this chunk. */
  readonly nulls: readonly (((row: number) => boolean) | undefined)[]
}
