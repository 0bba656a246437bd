import { type CheckedChunk, checkedChunks, type ReadOptions } from './checked-chunks.js'
import type { Table } from './table.js'

/** A table's rows as points, held in memory. */
export interface Points {
  readonly size: number
  readonly dim: number
  /** `size × dim`, row-major. */
  readonly points: Float64Array
  /** `size` input weights; absent if each is 1. */
  readonly weights?: Float64Array
  /** Rows in the table, the dropped ones included. */
  readonly tableRows: number
  /** Row numbers in the table, from 0; absent if no row was dropped. */
  readonly rowNumbers?: Float64Array
}

/**
 * Reads columns into one array, unless there are more rows than may be held.
 *
 * @param mostRows rows that may be held
 * @returns nothing for a table of more rows; reading ends there
 * @throws InputError as `checkedChunks` does
 */
export async function readPoints(
  table: Table,
  options: ReadOptions,
  mostRows = Infinity,
): Promise<Points | undefined> {
  const known = table.count.cheap ? await table.count.rows() : undefined
  if (known !== undefined && known > mostRows) return undefined
  const store = createStore(options.coordinates.length, options.weight !== undefined, known)
  for await (const chunk of checkedChunks(table, options)) {
    store.append(chunk)
    if (store.tableRows() > mostRows) return undefined
  }
  return store.finish()
}

/** Arrays that grow as chunks come; exactly as long as needed where the number of rows is known beforehand. */
function createStore(dim: number, weighted: boolean, knownRows: number | undefined) {
  let capacity = Math.max(1, knownRows ?? 65_536)
  let points = new Float64Array(capacity * dim)
  let weights = new Float64Array(weighted ? capacity : 0)
  let rowNumbers: Float64Array | undefined
  let size = 0
  let tableRows = 0

  const grow = (rows: number) => {
    if (rows <= capacity) return
    capacity = Math.max(rows, 2 * capacity)
    points = extended(points, new Float64Array(capacity * dim))
    if (weighted) weights = extended(weights, new Float64Array(capacity))
    if (rowNumbers !== undefined) rowNumbers = extended(rowNumbers, new Float64Array(capacity))
  }

  /** Copies a column into place, but for the rows that are not kept. */
  const copyColumn = ({ columns, rows, kept }: CheckedChunk, column: number) => {
    const values = columns[column]
    const isWeight = column === dim
    const target = isWeight ? weights : points
    const stride = isWeight ? 1 : dim
    let at = isWeight ? size : size * dim + column
    for (let row = 0; row < rows; row++) {
      if (kept !== undefined && kept[row] === 0) continue
      target[at] = values[row]
      at += stride
    }
  }

  return {
    tableRows: () => tableRows,
    append(chunk: CheckedChunk) {
      grow(size + chunk.rows)
      const { kept } = chunk
      if (kept !== undefined && rowNumbers === undefined) {
        rowNumbers = new Float64Array(capacity)
        for (let row = 0; row < size; row++) rowNumbers[row] = row
      }
      for (let column = 0; column < chunk.columns.length; column++) copyColumn(chunk, column)
      for (let row = 0; row < chunk.rows; row++) {
        if (kept !== undefined && kept[row] === 0) continue
        if (rowNumbers !== undefined) rowNumbers[size] = tableRows + row
        size++
      }
      tableRows += chunk.rows
    },
    finish: (): Points => ({
      size,
      dim,
      points: points.subarray(0, size * dim),
      weights: weighted ? weights.subarray(0, size) : undefined,
      tableRows,
      rowNumbers: rowNumbers?.subarray(0, size),
    }),
  }
}

function extended<T extends Float64Array>(from: Float64Array, to: T): T {
  to.set(from)
  return to
}
