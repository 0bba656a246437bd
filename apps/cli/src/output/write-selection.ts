import type { StoredColumn } from '../tables/column-type.js'
import { isDuckDBFormat } from '../tables/duckdb-source.js'
import { isDuckDBTable } from '../tables/duckdb-table.js'
import type { Format } from '../tables/format.js'
import type { Table } from '../tables/table.js'
import type { Destination } from './output-file.js'
import type { Scratch } from './scratch.js'
import type { Selection } from './selection.js'
import { copySelection, writeColumnsWithDuckDB } from './write-duckdb.js'

/** Writes weighted rows of a table, in the types they had, to a file of any format. */
export async function writeSelection(
  table: Table,
  selection: Selection,
  file: Destination,
  format: Format,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<void> {
  if (isDuckDBTable(table) && isDuckDBFormat(format) && !selection.computed) {
    return copySelection(table, selection, file, format, signal)
  }
  const kept = await table.take(selection.columns, selection.rows, signal)
  const columns = [...kept, ...(selection.computed ?? []), weightColumn(selection)]
  if (isDuckDBFormat(format)) return writeColumnsWithDuckDB(columns, file, format, scratch, signal)
  if (format === 'npy') {
    const { writeNpy } = await import('./write-npy.js')
    return writeNpy(columns, file)
  }
  const { writeArrow } = await import('./write-arrow.js')
  return writeArrow(columns, file, format === 'arrow' ? 'file' : 'stream')
}

function weightColumn({ weights, weightName }: Selection): StoredColumn {
  return { name: weightName, type: { kind: 'float', bits: 64 }, values: Array.from(weights) }
}
