import { InputError } from '@polylog/core'
import { checkPart } from '../table/check-part.js'
import { type ColumnKind, columnNamed } from '../table/column-values.js'
import { type Column, isVector, type Table } from '../table/table.js'
import type { DatasetOptions } from './dataset-options.js'
import { checkLabel } from './objects.js'
import { checkNotNegative, columnsUsed } from './settings.js'

/**
 * Checks the rows of a stream as they come, so that messages name them by their numbers in it. The columns are those that the first
 * of them use, and others that the first rows have, which only have to be there.
 *
 * @returns a check of the next rows, which throws an InputError for a value that is missing, not finite, of another kind than those
 *   before, or no label of the loss, and an OptionError for a column that is not there
 */
export function chunkChecks(options: DatasetOptions): (chunk: Table) => void {
  const { weights, loss } = options
  /** What the rows before held in a column. */
  const known = new Map<string, ColumnKind>()
  let columns: ReturnType<typeof columnsUsed> | undefined
  let widths: ReadonlyMap<string, number> | undefined
  let firstRow = 0
  return chunk => {
    const used = columns ?? columnsUsed(chunk, options)
    const expected = widths ?? widthsOf(chunk)
    for (const name of expected.keys()) columnNamed(chunk, name)
    const { target, inputs, sums, groups } = used
    const names = [...target, ...inputs, ...sums, ...groups, ...(weights === undefined ? [] : [weights])]
    const checked = [...new Set(names)].map(name => {
      const as = groups.includes(name) ? 'categories' : 'numbers'
      const column = columnNamed(chunk, name)
      const kind = checkPart(name, column, { firstRow, as, known: known.get(name) })
      return [name, kind] as const
    })
    checkWidths(expected, chunk, firstRow)
    for (const name of target) {
      const [, kind] = checked.find(([checkedName]) => checkedName === name)!
      checkLabels(name, columnNamed(chunk, name), kind, firstRow, loss)
    }
    if (weights !== undefined) {
      checkNotNegative(weights, columnNamed(chunk, weights) as ArrayLike<number>, firstRow)
    }
    for (const [name, found] of checked) known.set(name, found)
    columns = used
    widths = expected
    firstRow += chunk.size
  }
}

/** Numbers of a row, by columns; 0 where a column holds no vectors. */
function widthsOf({ columns }: Table): ReadonlyMap<string, number> {
  return new Map(Array.from(columns, ([name, column]) => [name, isVector(column) ? column.width : 0]))
}

/** Also of columns that are only taken along, since rows of several chunks are put together. */
function checkWidths(expected: ReadonlyMap<string, number>, chunk: Table, firstRow: number): void {
  const found = widthsOf(chunk)
  for (const [name, width] of expected) {
    const own = found.get(name)
    if (own === width) continue
    throw new InputError(
      `Column "${name}" holds ${own ? `${own} numbers` : 'no vector'} in row ${firstRow}, and ${width || 'no vector'} before`,
      'Give vectors of one width',
      { row: firstRow },
    )
  }
}

/** Classes need a loss of classes, and numbers one that they are labels of. */
function checkLabels(
  name: string,
  column: Column,
  kind: ColumnKind,
  firstRow: number,
  loss: string | undefined,
): void {
  if (loss === undefined || kind === 'date') return
  if (kind === 'category' || kind === 'boolean') {
    if (kind === 'boolean' || loss === 'cross-entropy' || loss === 'any') return
    throw new InputError(
      `Column "${name}" is a text in row ${firstRow}, not a number`,
      `Leave the loss ${loss} out, or name a column of numbers`,
      { row: firstRow },
    )
  }
  const { values, width } = isVector(column) ? column : { values: column as ArrayLike<number>, width: 1 }
  for (let at = 0; at < values.length; at++) {
    const label = isVector(column) ? `${name}[${at % width}]` : name
    checkLabel(label, Number(values[at]), firstRow + Math.floor(at / width), loss)
  }
}
