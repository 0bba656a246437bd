import { InputError } from '@polylog/core'
import { type Column, isMissing, type VectorColumn } from './table.js'

type List = ArrayLike<unknown>

/** Rows that are lists of as many numbers each, such as embeddings in records, as vectors; any other column as it is. */
export function vectorsOfLists(column: ArrayLike<unknown>): Column {
  if (ArrayBuffer.isView(column) || column.length === 0 || !isList(column[0])) return column
  const lists = Array.from(column)
  const { length: width } = column[0]
  const isAlike = (list: unknown) => isList(list) && list.length === width && firstUnusable(list) < 0
  if (width === 0 || !lists.every(isAlike)) return column
  const values = new Float64Array(lists.length * width)
  for (let row = 0; row < lists.length; row++) values.set(lists[row] as ArrayLike<number>, row * width)
  return { values, width } satisfies VectorColumn
}

export function isList(value: unknown): value is List {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

/** @throws InputError for the first row of lists that keeps them from being vectors */
export function refuseLists(name: string, column: ArrayLike<unknown>): never {
  const lists = Array.from(column)
  const first = lists.findIndex(value => !isMissing(value))
  const { length: width } = lists[first] as List
  const refuse = (row: number, problem: string): never => {
    throw new InputError(
      `Column "${name}" ${problem} in row ${row}`,
      'Give lists of as many finite numbers each, or leave the column along',
      { row },
    )
  }
  for (const [row, list] of lists.entries()) {
    if (isMissing(list)) refuse(row, 'is missing')
    if (!isList(list)) return refuse(row, `is ${String(list)}, and a list before,`)
    const at = firstUnusable(list)
    if (at >= 0) refuse(row, `holds ${valueText(list[at])} at place ${at}`)
    if (list.length !== width) refuse(row, `holds ${list.length} numbers, and ${width} before,`)
  }
  return refuse(first, 'holds no numbers')
}

function firstUnusable(list: List): number {
  for (let i = 0; i < list.length; i++) if (!Number.isFinite(list[i])) return i
  return -1
}

/** As messages show it. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
