import { InputError } from '@polylog/core'
import {
  type ColumnKind,
  checkCategory,
  KIND_NAMES,
  kindOfValue,
  numberOf,
  unusable,
} from './column-values.js'
import { type Column, isMissing, isVector, type VectorColumn } from './table.js'

export interface PartOptions {
  /** The number that messages give the first of the rows. */
  readonly firstRow: number
  /** What becomes of the values. Texts are categories anyway. */
  readonly as: 'numbers' | 'categories'
  /** What the parts before held; found from the first value by default. */
  readonly known?: ColumnKind
}

/**
 * Checks some rows of a column that comes in parts, all of which hold values of one kind.
 *
 * @returns what the column holds
 * @throws InputError for a value that is missing, of another kind, or not finite
 */
export function checkPart(name: string, column: Column, { firstRow, as, known }: PartOptions): ColumnKind {
  if (isVector(column)) return checkVectors(name, column, firstRow, known)
  const first = column[0]
  const kind =
    known ?? (isMissing(first) ? 'number' : (kindOfValue(first) ?? unusable(name, firstRow, first)))
  for (let row = 0; row < column.length; row++) {
    const isText = as === 'categories' || kind === 'category' || kind === 'vector'
    if (isText) checkCategory(name, firstRow + row, column[row], kind)
    else numberOf(name, firstRow + row, column[row], kind)
  }
  return kind
}

function checkVectors(
  name: string,
  { values, width }: VectorColumn,
  firstRow: number,
  known: ColumnKind = 'vector',
): ColumnKind {
  if (known !== 'vector') {
    throw new InputError(
      `Column "${name}" holds ${width} numbers in row ${firstRow}, and ${KIND_NAMES[known]} before`,
      'Give values of one kind in a column',
      { row: firstRow },
    )
  }
  const at = values.findIndex((value: number) => !Number.isFinite(value))
  if (at < 0) return known
  const row = firstRow + Math.floor(at / width)
  throw new InputError(
    `Column "${name}" holds ${values[at]} in row ${row}`,
    'Give finite numbers: drop such rows, or fill them in',
    { row },
  )
}
