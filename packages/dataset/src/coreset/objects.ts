import { InputError, sideBySide, type WeightedSet } from '@polylog/core'
import { type Encoding, encode, fitEncoding } from '../encoding/encoding.js'
import type { ObjectLayout } from '../loss/object-layout.js'
import { classLabels, type LabelTable } from '../table/class-labels.js'
import { categoriesOf, columnNamed, kindOf, numbersOf } from '../table/column-values.js'
import { isVector, type Table } from '../table/table.js'
import type { DatasetOptions } from './dataset-options.js'
import type { Settings } from './settings.js'

/** All rows as points `(inputs, labels, sums)`, and what their coordinates are. */
export interface Objects {
  readonly set: WeightedSet
  readonly layout: ObjectLayout
  readonly encoding: Encoding
}

/**
 * @param labels coordinates after the inputs; none where classes are strata, or labels are made afterwards
 * @param isPart whether there are other rows beside these: then all may be alike in their inputs
 * @throws InputError if all rows are alike
 */
export function objectsOf(
  table: Table,
  { inputs, sums, weights }: Settings,
  labels: LabelTable | undefined,
  { scaling, isPart }: Pick<DatasetOptions, 'scaling'> & { readonly isPart: boolean },
): Objects {
  const encoding = fitEncoding(table, inputs, { scaling, weights })
  const hasSame = encoding.names.length === 0 && isPart
  const parts = [
    hasSame
      ? { width: 1, values: new Float64Array(table.size) }
      : { width: encoding.names.length, values: encode(encoding, table) },
    {
      width: labels?.names.length ?? 0,
      values: labels ? standardised(labels, weights) : new Float64Array(0),
    },
    sumPart(table, sums),
  ]
  const { values: points, width: dim } = sideBySide(table.size, parts)
  if (dim === 0) {
    throw new InputError(`Every row is alike in ${inputs.join(', ')}`, 'Name inputs that differ')
  }
  const [inputCount, labelCount, sumCount] = parts.map(({ width }) => width)
  const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
  return {
    set: { size: table.size, dim, points, weights },
    layout: {
      dim,
      inputs: range(0, inputCount),
      binary: hasSame ? [0] : range(encoding.numeric, inputCount - encoding.numeric),
      labels: range(inputCount, labelCount),
      sums: range(inputCount + labelCount, sumCount),
    },
    encoding,
  }
}

/** Labels are coordinates too, where cells are made by them: of the same spread as the inputs. */
function standardised({ names, values }: LabelTable, weights: Float64Array): Float64Array {
  const width = names.length
  const table: Table = { size: weights.length, columns: new Map([['labels', { values, width }]]) }
  return encode(fitEncoding(table, ['labels'], { weights }), table)
}

function sumPart(table: Table, sums: readonly string[]) {
  const columns = sums.map(name => {
    const column = columnNamed(table, name)
    return isVector(column) ? column : { values: numbersOf(name, column), width: 1 }
  })
  columns.forEach(({ values, width }, i) => {
    const bad = values.findIndex(value => !Number.isFinite(value))
    if (bad < 0) return
    const row = Math.floor(bad / width)
    throw new InputError(`Column "${sums[i]}" is ${values[bad]} in row ${row}`, 'Give finite numbers', {
      row,
    })
  })
  return sideBySide(table.size, columns)
}

/**
 * The target's columns as numbers, or its classes as one-hot labels.
 *
 * @param mustDiffer whether there are no other rows beside these
 * @throws InputError for labels that are the same in every row of positive weight: there is nothing to learn
 */
export function labelsOf(
  table: Table,
  { target, hasClasses, weights, loss }: Settings,
  mustDiffer: boolean,
): LabelTable {
  if (hasClasses) return classLabels(target[0], columnNamed(table, target[0]))
  const columns = target.map(name => {
    const column = columnNamed(table, name)
    return isVector(column)
      ? { names: Array.from({ length: column.width }, (_, i) => `${name}[${i}]`), ...column }
      : { names: [name], values: numbersOf(name, column), width: 1 }
  })
  const names = columns.flatMap(column => column.names)
  const { values } = sideBySide(table.size, columns)
  const labels = { names, values }
  checkLabels(labels, weights, loss, mustDiffer)
  return labels
}

function checkLabels(
  { names, values }: LabelTable,
  weights: Float64Array,
  loss: string,
  mustDiffer: boolean,
): void {
  const width = names.length
  const first = weights.findIndex(weight => weight > 0)
  names.forEach((name, j) => {
    let isConstant = true
    for (let row = 0; row < weights.length; row++) {
      const value = values[row * width + j]
      checkLabel(name, value, row, loss)
      isConstant &&= weights[row] === 0 || value === values[first * width + j]
    }
    if (isConstant && mustDiffer) {
      throw new InputError(
        `Column "${name}" of labels is ${values[first * width + j]} in every row`,
        'Give labels that differ, or leave target out',
      )
    }
  })
}

/** @throws InputError for a label that the loss does not take */
export function checkLabel(name: string, value: number, row: number, loss: string): void {
  if (!Number.isFinite(value)) {
    throw new InputError(`Column "${name}" of labels is ${value} in row ${row}`, 'Give finite numbers', {
      row,
    })
  }
  if (loss === 'poisson' && value < 0) {
    throw new InputError(
      `Column "${name}" of labels is ${value} in row ${row}`,
      'Give counts of 0 or more, for the loss poisson',
      { row },
    )
  }
  if (loss === 'cross-entropy' && (value < 0 || value > 1)) {
    throw new InputError(
      `Column "${name}" of soft labels is ${value} in row ${row}`,
      'Give shares between 0 and 1, or a column of texts or booleans',
      { row },
    )
  }
}

/** @throws InputError if only one class occurs, in rows of positive weight */
export function checkClasses(table: Table, { target, weights }: Settings): void {
  const column = columnNamed(table, target[0])
  const { names, codes } = categoriesOf(target[0], column)
  const seen = new Set<number>()
  codes.forEach((code, row) => {
    if (weights[row] > 0) seen.add(code)
  })
  if (seen.size > 1) return
  const [only] = seen
  throw new InputError(
    `Column "${target[0]}" of ${kindOf(target[0], column) === 'boolean' ? 'booleans' : 'classes'} is ${names[only]} in every row`,
    'Give labels that differ, or leave target out',
  )
}
