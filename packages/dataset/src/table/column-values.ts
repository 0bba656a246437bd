import { InputError, OptionError } from '@polylog/core'
import { isList, refuseLists, valueText } from './list-column.js'
import { type Column, isMissing, isVector, type Table } from './table.js'

/** What the values of a column are, by the first that is there. */
export type ColumnKind = 'number' | 'boolean' | 'category' | 'date' | 'vector'

/** Milliseconds from the epoch that a `Date` can hold. */
export const LATEST_DATE = 8.64e15

/** @throws OptionError if there is none of that name */
export function columnNamed({ columns }: Table, name: string): Column {
  const column = columns.get(name)
  if (column) return column
  throw new OptionError(`There is no column "${name}"`, `The columns are ${[...columns.keys()].join(', ')}`)
}

/** @throws InputError if no value is there, or the first one is of no kind that can be used */
export function kindOf(name: string, column: Column): ColumnKind {
  if (isVector(column)) return 'vector'
  if (ArrayBuffer.isView(column)) return 'number'
  for (let row = 0; row < column.length; row++) {
    const value = column[row]
    if (isMissing(value)) continue
    if (isList(value)) refuseLists(name, column)
    return kindOfValue(value) ?? unusable(name, row, value)
  }
  throw new InputError(`Column "${name}" has no values`, 'Leave it along, or fill it in')
}

export function kindOfValue(value: unknown): ColumnKind | undefined {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'string':
      return 'category'
    default:
      return value instanceof Date ? 'date' : undefined
  }
}

/**
 * The column as numbers, one per row: dates as milliseconds from the epoch, booleans as 0 and 1. Copied.
 *
 * @throws InputError for a value that is missing, of another kind than the first, or not finite; its row is named
 */
export function numbersOf(name: string, column: Column): Float64Array {
  if (isVector(column))
    throw new InputError(
      `Column "${name}" holds ${column.width} numbers per row`,
      'Name a column of single values',
    )
  const kind = kindOf(name, column)
  if (kind === 'category') {
    const row = column.length === 0 ? 0 : firstPresent(column)
    throw new InputError(
      `Column "${name}" is ${JSON.stringify(column[row])} in row ${row}, not a number`,
      'Name a column of numbers, booleans or dates',
      { row },
    )
  }
  const numbers = new Float64Array(column.length)
  for (let row = 0; row < numbers.length; row++) numbers[row] = numberOf(name, row, column[row], kind)
  return numbers
}

/** The first row whose value is there. */
export function firstPresent(column: ArrayLike<unknown>): number {
  let row = 0
  while (isMissing(column[row])) row++
  return row
}

export function numberOf(name: string, row: number, value: unknown, kind: ColumnKind): number {
  checkKind(name, row, value, kind)
  const number = value instanceof Date ? value.getTime() : Number(value)
  if (kind === 'date' && !(Math.abs(number) <= LATEST_DATE)) {
    throw new InputError(
      `Column "${name}" is no valid date in row ${row}`,
      'Give dates within 100 million days of 1970',
      { row },
    )
  }
  if (typeof value === 'bigint' && !Number.isSafeInteger(number)) {
    throw new InputError(
      `Column "${name}" is ${value} in row ${row}, which a double cannot hold`,
      'Give integers below 2^53, or leave the column along',
      { row },
    )
  }
  if (!Number.isFinite(number)) {
    throw new InputError(
      `Column "${name}" is ${number} in row ${row}`,
      'Give finite numbers: drop such rows, or fill them in',
      { row },
    )
  }
  return number
}

/** Categories of a column in the order of their names, and the number of each row's. */
export interface Categories {
  readonly names: readonly string[]
  readonly codes: Uint32Array
}

/**
 * The column as categories: its strings, or numbers, booleans or dates as they are written.
 *
 * @param known categories that there are; found from the column by default
 * @throws InputError for a missing value, one of another kind than the first, or a category that is not known
 */
export function categoriesOf(name: string, column: Column, known?: readonly string[]): Categories {
  if (isVector(column))
    throw new InputError(
      `Column "${name}" holds ${column.width} numbers per row`,
      'Name a column of single values',
    )
  const kind = kindOf(name, column)
  const texts = Array.from({ length: column.length }, (_, row) => {
    const value = column[row]
    checkCategory(name, row, value, kind)
    return value instanceof Date ? value.toISOString() : String(value)
  })
  const names = known ?? sortedNames(new Set(texts), kind)
  const numbers = new Map(names.map((category, i) => [category, i]))
  return {
    names,
    codes: Uint32Array.from(texts, (text, row) => numbers.get(text) ?? unseen(name, row, text, names)),
  }
}

/** Numbers and dates as they are written; integers may be too large for a double. */
export function checkCategory(name: string, row: number, value: unknown, kind: ColumnKind): void {
  if (typeof value === 'number' || value instanceof Date) numberOf(name, row, value, kind)
  else checkKind(name, row, value, kind)
}

function sortedNames(names: ReadonlySet<string>, kind: ColumnKind): readonly string[] {
  return kind === 'number'
    ? [...names].sort((a, b) => Number(a) - Number(b))
    : [...names].sort((a, b) => (a < b ? -1 : 1))
}

/** Most categories that a message lists. */
const MOST_LISTED = 12

function unseen(name: string, row: number, text: string, names: readonly string[]): never {
  const listed = names.slice(0, MOST_LISTED).join(', ')
  const more = names.length > MOST_LISTED ? `, and ${names.length - MOST_LISTED} more` : ''
  throw new InputError(
    `Column "${name}" is ${JSON.stringify(text)} in row ${row}, which was not there when the encoding was fitted`,
    `Known are ${listed}${more}: drop the row, or fit the encoding on a table that has all categories`,
    { row },
  )
}

function checkKind(name: string, row: number, value: unknown, kind: ColumnKind): void {
  if (isMissing(value)) {
    throw new InputError(
      `Column "${name}" is missing in row ${row}`,
      'Drop such rows, fill them in, or leave the column along',
      { row },
    )
  }
  const found = kindOfValue(value)
  if (found === undefined) unusable(name, row, value)
  if (found !== kind) {
    throw new InputError(
      `Column "${name}" is ${valueText(value)} in row ${row}, and ${KIND_NAMES[kind]} before`,
      'Give values of one kind in a column',
      { row },
    )
  }
}

export const KIND_NAMES: Readonly<Record<ColumnKind, string>> = {
  number: 'a number',
  boolean: 'true or false',
  category: 'a text',
  date: 'a date',
  vector: 'a vector',
}

export function unusable(name: string, row: number, value: unknown): never {
  throw new InputError(
    `Column "${name}" is ${Array.isArray(value) ? 'an array' : typeof value} in row ${row}`,
    'Give numbers, booleans, dates or texts, or leave the column along',
    { row },
  )
}
