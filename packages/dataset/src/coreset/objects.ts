import { InputError, type WeightedSet } from '@polylog/core'
import { type Encoding, encode, fitEncoding } from '../encoding/encoding.js'
import type { ObjectLayout } from '../loss/object-layout.js'
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

/** Labels as numbers: `size × names.length`, row-major. */
export interface LabelTable {
  readonly names: readonly string[]
  readonly values: Float64Array
}

/** @param labels coordinates after the inputs; none where classes are strata, or labels are made afterwards */
export function objectsOf(
  table: Table,
  { inputs, sums, weights }: Settings,
  labels: LabelTable | undefined,
  { scaling }: DatasetOptions,
): Objects {
  const encoding = fitEncoding(table, inputs, { scaling, weights })
  const parts = [
    { width: encoding.names.length, values: encode(encoding, table) },
    {
      width: labels?.names.length ?? 0,
      values: labels ? standardised(labels, weights) : new Float64Array(0),
    },
    sumPart(table, sums),
  ]
  const dim = parts.reduce((total, { width }) => total + width, 0)
  if (dim === 0) {
    throw new InputError(`Every row is alike in ${inputs.join(', ')}`, 'Name inputs that differ')
  }
  const points = new Float64Array(table.size * dim)
  let at = 0
  for (const { width, values } of parts) {
    for (let row = 0; row < table.size; row++) {
      for (let j = 0; j < width; j++) points[row * dim + at + j] = values[row * width + j]
    }
    at += width
  }
  const [inputCount, labelCount, sumCount] = parts.map(({ width }) => width)
  const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
  return {
    set: { size: table.size, dim, points, weights },
    layout: {
      dim,
      inputs: range(0, inputCount),
      binary: range(encoding.numeric, inputCount - encoding.numeric),
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
  const width = columns.reduce((total, column) => total + column.width, 0)
  const values = new Float64Array(table.size * width)
  let at = 0
  columns.forEach((column, i) => {
    for (let row = 0; row < table.size; row++) {
      for (let j = 0; j < column.width; j++) {
        const value = column.values[row * column.width + j]
        if (!Number.isFinite(value)) {
          throw new InputError(`Column "${sums[i]}" is ${value} in row ${row}`, 'Give finite numbers')
        }
        values[row * width + at + j] = value
      }
    }
    at += column.width
  })
  return { width, values }
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
  if (hasClasses) return oneHot(target[0], table)
  const columns = target.map(name => {
    const column = columnNamed(table, name)
    return isVector(column)
      ? { names: Array.from({ length: column.width }, (_, i) => `${name}[${i}]`), ...column }
      : { names: [name], values: numbersOf(name, column), width: 1 }
  })
  const names = columns.flatMap(column => column.names)
  const values = new Float64Array(table.size * names.length)
  let at = 0
  for (const column of columns) {
    for (let row = 0; row < table.size; row++) {
      for (let j = 0; j < column.width; j++) {
        values[row * names.length + at + j] = column.values[row * column.width + j]
      }
    }
    at += column.width
  }
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
      if (!Number.isFinite(value)) {
        throw new InputError(`Column "${name}" of labels is ${value} in row ${row}`, 'Give finite numbers')
      }
      if (loss === 'poisson' && value < 0) {
        throw new InputError(
          `Column "${name}" of labels is ${value} in row ${row}`,
          'Give counts of 0 or more, for the loss poisson',
        )
      }
      if (loss === 'cross-entropy' && (value < 0 || value > 1)) {
        throw new InputError(
          `Column "${name}" of soft labels is ${value} in row ${row}`,
          'Give shares between 0 and 1, or a column of texts or booleans',
        )
      }
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

function oneHot(name: string, table: Table): LabelTable {
  const { names, codes } = categoriesOf(name, columnNamed(table, name))
  const values = new Float64Array(table.size * names.length)
  codes.forEach((code, row) => {
    values[row * names.length + code] = 1
  })
  return { names: names.map(category => `${name}=${category}`), values }
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

/** The labels of some rows, in their order, copied. */
export function takeLabels({ names, values }: LabelTable, rows: Uint32Array): Float64Array {
  const width = names.length
  const taken = new Float64Array(rows.length * width)
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) taken[i * width + j] = values[row * width + j]
  })
  return taken
}
