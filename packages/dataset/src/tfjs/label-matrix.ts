import { checkLabelsAreOf } from '../coreset/check-labels.js'
import type { DatasetCoreset } from '../coreset/dataset-coreset.js'
import { categoriesOf, columnNamed, kindOf, numbersOf } from '../table/column-values.js'
import { isVector } from '../table/table.js'

/** Labels as a model's outputs are compared with: `size × width`. */
export function labelMatrix(
  { table, labels, size }: DatasetCoreset,
  target: readonly string[],
): { readonly values: Float32Array; readonly width: number } {
  if (labels) {
    checkLabelsAreOf(labels.names, target)
    return { values: Float32Array.from(labels.values), width: labels.names.length }
  }
  const columns = target.map(name => labelColumn(name, columnNamed(table, name)))
  const width = columns.reduce((total, column) => total + column.width, 0)
  const values = new Float32Array(size * width)
  let at = 0
  for (const column of columns) {
    for (let row = 0; row < size; row++) {
      for (let j = 0; j < column.width; j++) {
        values[row * width + at + j] = column.values[row * column.width + j]
      }
    }
    at += column.width
  }
  return { values, width }
}

function labelColumn(name: string, column: Parameters<typeof kindOf>[1]) {
  if (isVector(column)) return column
  const kind = kindOf(name, column)
  if (kind !== 'category' && kind !== 'boolean') return { values: numbersOf(name, column), width: 1 }
  const { names, codes } = categoriesOf(name, column)
  const values = new Float64Array(codes.length * names.length)
  codes.forEach((code, row) => {
    values[row * names.length + code] = 1
  })
  return { values, width: names.length }
}
