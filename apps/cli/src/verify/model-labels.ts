import { InputError } from '@polylog/core'
import type { ReadColumns } from '../tables/read-columns.js'

/** The classes of a column of texts or booleans; nothing for numbers. */
export function classesOf(values: ReadColumns['columns'][string]): readonly string[] | undefined {
  if (values instanceof Float64Array) return undefined
  return [...new Set(Array.from(values, String))].sort()
}

/** Rows of a file, and the path that messages call it by. */
export interface FileRows extends Pick<ReadColumns, 'columns' | 'rowNumbers'> {
  readonly path: string
}

/**
 * Labels as a model is fitted to them: numbers, one-hot classes, or the shares of classes in columns `target=class`.
 *
 * @throws InputError for a class that is not among those of the original, with its row, counted from 1, and its file
 */
export function labelsFor(
  { columns, rowNumbers, path }: FileRows,
  target: string,
  classes: readonly string[] | undefined,
): Float64Array {
  const values = columns[target]
  if (!classes) {
    if (values instanceof Float64Array) return values
    throw new InputError(
      `The target "${target}" holds numbers in the original, and not in ${path}`,
      'Compare files of the same columns',
    )
  }
  const shares = classes.map(name => columns[`${target}=${name}`])
  const size = (values ?? shares[0]).length
  const given =
    values && Array.from<unknown, string | undefined>(values, value => classNamed(String(value), classes))
  const labels = new Float64Array(size * classes.length)
  for (let row = 0; row < size; row++) {
    classes.forEach((name, k) => {
      labels[row * classes.length + k] = given ? Number(given[row] === name) : Number(shares[k]?.[row] ?? 0)
    })
  }
  const unknown = given ? given.indexOf(undefined) : -1
  if (unknown >= 0) {
    throw new InputError(
      `Row ${rowNumbers[unknown] + 1} of ${path}, column "${target}" is ${JSON.stringify(String(values[unknown]))}, a class that is not in the original`,
      'Compare files of the same rows',
    )
  }
  return labels
}

/** What a column is read as booleans for, if it holds nothing else. */
const TRUTHS: readonly (readonly string[])[] = [
  ['true', 't', 'yes', 'y', 'on', '1'],
  ['false', 'f', 'no', 'n', 'off', '0'],
]

/** One file's `yes` may be another's `true`: it depends on what else their columns hold. */
function classNamed(text: string, classes: readonly string[]): string | undefined {
  if (classes.includes(text)) return text
  const alike = TRUTHS.find(words => words.includes(text.toLowerCase()))
  return alike && classes.find(name => alike.includes(name.toLowerCase()))
}
