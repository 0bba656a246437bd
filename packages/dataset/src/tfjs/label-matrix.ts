import { sideBySide } from '@polylog/core'
import { checkLabelsAreOf } from '../coreset/check-labels.js'
import type { DatasetCoreset } from '../coreset/dataset-coreset.js'
import { classLabels } from '../table/class-labels.js'
import { columnNamed, kindOf, numbersOf } from '../table/column-values.js'
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
  const { values, width } = sideBySide(size, columns)
  return { values: Float32Array.from(values), width }
}

function labelColumn(name: string, column: Parameters<typeof kindOf>[1]) {
  if (isVector(column)) return column
  const kind = kindOf(name, column)
  if (kind !== 'category' && kind !== 'boolean') return { values: numbersOf(name, column), width: 1 }
  const { names, values } = classLabels(name, column)
  return { values, width: names.length }
}
