import { InputError } from '@polylog/core'

/** Rows that came from a table. */
export interface RowsOfTable {
  /** The number in the table of a row that was handed over, both from 0. */
  readonly tableRow: (row: number) => number
  /** Of the table, where several are read. */
  readonly path?: string
}

/**
 * Runs what reads rows that come from a table. An error that names one of them, from 0 among those that were handed over,
 * names it as the table's other errors do: from 1, among all rows of the table.
 */
export async function namingTableRows<Result>(
  { tableRow, path }: RowsOfTable,
  read: () => Promise<Result> | Result,
): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof InputError) || error.row === undefined) throw error
    const row = tableRow(error.row) + 1
    if (!(row >= 1)) throw error
    const problem = error.problem.replace(
      new RegExp(`\\brow ${error.row}\\b`),
      `row ${row}${path === undefined ? '' : ` of ${path}`}`,
    )
    throw new InputError(problem, error.remedy, { cause: error })
  }
}
