import { categoriesOf } from './column-values.js'
import type { Column } from './table.js'

/** Labels as numbers: `size × names.length`, row-major. */
export interface LabelTable {
  /** Columns, or `column=class`. */
  readonly names: readonly string[]
  readonly values: Float64Array
}

/**
 * The classes of a column as one-hot labels, in the order of their names.
 *
 * @throws InputError as `categoriesOf` does
 */
export function classLabels(name: string, column: Column): LabelTable {
  const { names, codes } = categoriesOf(name, column)
  const values = new Float64Array(codes.length * names.length)
  codes.forEach((code, row) => {
    values[row * names.length + code] = 1
  })
  return { names: names.map(category => `${name}=${category}`), values }
}
