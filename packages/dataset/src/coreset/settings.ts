import { checkNames, InputError, OptionError } from '@polylog/core'
import { SCALINGS } from '../encoding/encoding.js'
import { isLinearInLabels, LOSSES, type Loss } from '../loss/losses.js'
import { columnNamed, kindOf, numbersOf } from '../table/column-values.js'
import type { Table } from '../table/table.js'
import type { DatasetOptions } from './dataset-options.js'

/** The options with all defaults filled in, and the columns of the table that they mean. */
export interface Settings {
  readonly target: readonly string[]
  /** Whether the target is one column of classes. */
  readonly hasClasses: boolean
  readonly loss: Loss
  readonly inputs: readonly string[]
  readonly sums: readonly string[]
  /** Columns by which rows are grouped; classes are groups unless their labels are projected. */
  readonly groups: readonly string[]
  /** Of the rows. */
  readonly weights: Float64Array
  readonly size: number
}

const OPTION_NAMES: readonly string[] = [
  'target',
  'loss',
  'inputs',
  'along',
  'sums',
  'weights',
  'by',
  'allocation',
  'scaling',
  'labels',
  'degree',
  'leastSquares',
  'size',
  'ratio',
  'quality',
  'backend',
  'seed',
  'signal',
  'onProgress',
] satisfies readonly (keyof DatasetOptions)[]

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  loss: LOSSES,
  allocation: ['proportional', 'equal'],
  scaling: SCALINGS,
  labels: ['kept', 'projected'],
}

/** @throws OptionError for whatever can be told without looking at the table */
export function checkOptions(options: DatasetOptions): void {
  checkNames('compressDataset', options, OPTION_NAMES)
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = options[name as keyof DatasetOptions]
    if (value !== undefined && !choices.includes(value as string)) {
      throw new OptionError(`${name} is ${JSON.stringify(value)}`, `Give ${choices.join(', ')}`)
    }
  }
  for (const name of ['inputs', 'along', 'sums'] as const) {
    if (options[name] === undefined || Array.isArray(options[name])) continue
    throw new OptionError(`${name} is ${JSON.stringify(options[name])}`, 'Give a list of names of columns')
  }
  const { size, ratio, degree, leastSquares } = options
  if ((size === undefined) === (ratio === undefined)) {
    throw new OptionError('size and ratio are both given, or neither is', 'Give one of them')
  }
  if (size !== undefined && !(Number.isInteger(size) && size >= 1)) {
    throw new OptionError(`size is ${JSON.stringify(size)}`, 'Give a positive integer of rows')
  }
  if (ratio !== undefined && !(ratio > 0 && ratio <= 1)) {
    throw new OptionError(`ratio is ${ratio}`, 'Give a number above 0 and at most 1')
  }
  if (degree !== undefined && degree !== 'auto' && !(Number.isInteger(degree) && degree >= 0)) {
    throw new OptionError(`degree is ${degree}`, "Give an integer from 0 on, or 'auto'")
  }
  if (leastSquares !== undefined && !(Number.isInteger(leastSquares) && leastSquares >= 0)) {
    throw new OptionError(
      `leastSquares is ${leastSquares}`,
      'Give the degree of the regression, an integer from 0 on',
    )
  }
  checkTogether(options)
}

function checkTogether({ target, degree, leastSquares, labels, loss, sums }: DatasetOptions): void {
  if (leastSquares !== undefined && degree !== undefined) {
    throw new OptionError('degree and leastSquares are both given', 'Give one of them')
  }
  if (leastSquares !== undefined && (target === undefined || (loss !== undefined && loss !== 'squared'))) {
    throw new OptionError(
      target === undefined
        ? 'leastSquares is given without a target'
        : `leastSquares is given with the loss ${loss}`,
      "Name the target's column, and leave loss out: it is 'squared'",
    )
  }
  if (loss !== undefined && loss !== 'any' && target === undefined) {
    throw new OptionError(`loss is ${loss} without a target`, 'Name the column of labels, or leave loss out')
  }
  if (labels !== 'projected') return
  if (sums !== undefined && sums.length > 0) {
    throw new OptionError('labels is "projected" together with sums', 'Leave one of them out')
  }
  if (target === undefined) throw new OptionError('labels is "projected" without a target', 'Name its column')
  if (leastSquares !== undefined) {
    throw new OptionError('labels is "projected" together with leastSquares', 'Leave one of them out')
  }
  if (loss !== undefined && !isLinearInLabels(loss)) {
    throw new OptionError(
      `labels is "projected" with the loss ${loss}, which is not linear in the labels`,
      "Give loss 'squared', 'poisson' or 'cross-entropy', or labels 'kept'",
    )
  }
}

/** Of a coreset that is compressed again. */
export interface CoresetColumns {
  /** Instead of a column's. */
  readonly weights: Float64Array
  /** Columns that it was made for, or all: those that are its inputs again unless the options say which are. */
  readonly inputs: readonly string[] | 'all'
  readonly hasProjectedLabels: boolean
}

/**
 * @throws OptionError for columns that are not there, or named twice
 * @throws InputError for weights that are none
 */
export function settingsFor(table: Table, options: DatasetOptions, coreset?: CoresetColumns): Settings {
  const columns = columnsUsed(table, options, coreset?.inputs)
  const { target } = columns
  const areClasses = options.leastSquares === undefined && classesIn(table, target, options.loss)
  // Labels that were projected are numbers, whatever the target was.
  const hasClasses = areClasses && !coreset?.hasProjectedLabels
  const classes = hasClasses && options.labels !== 'projected' ? target : []
  return {
    ...columns,
    groups: [...new Set([...classes, ...columns.groups])],
    hasClasses,
    loss: options.loss ?? defaultLoss(target, areClasses),
    weights: coreset?.weights ?? weightsOf(table, options.weights),
    size: options.size ?? Math.ceil(options.ratio! * table.size),
  }
}

/**
 * @param known columns that may be inputs where the options do not say which are
 * @throws OptionError for columns that are not there, or named twice
 */
export function columnsUsed(
  table: Table,
  options: DatasetOptions,
  known: readonly string[] | 'all' = 'all',
): Pick<Settings, 'target' | 'inputs' | 'sums' | 'groups'> {
  const target = listOf(options.target)
  const groups = listOf(options.by)
  const { along = [], sums = [], weights } = options
  for (const name of [...target, ...groups, ...along, ...sums, ...(weights === undefined ? [] : [weights])]) {
    columnNamed(table, name)
  }
  const taken = new Set([...target, ...groups, ...along, ...sums, weights])
  const inputs =
    options.inputs ?? (known === 'all' ? [...table.columns.keys()] : known).filter(name => !taken.has(name))
  const twice = [...inputs, ...target].find((name, i, all) => all.indexOf(name) !== i)
  if (twice !== undefined && !(inputs.includes(twice) && target.includes(twice))) {
    throw new OptionError(`Column "${twice}" is named twice`, 'Name it once')
  }
  for (const name of inputs) {
    columnNamed(table, name)
    const clash = [...target, ...sums].includes(name)
    if (clash) throw new OptionError(`Column "${name}" is both an input and a label or sum`, 'Name it once')
  }
  if (inputs.length === 0 && sums.length === 0) {
    throw new OptionError('No column is left as an input', 'Name some by inputs, or leave fewer along')
  }
  return { target, inputs, sums, groups }
}

function listOf(names: string | readonly string[] | undefined): readonly string[] {
  if (names === undefined) return []
  return typeof names === 'string' ? [names] : names
}

function classesIn(table: Table, target: readonly string[], loss: Loss | undefined): boolean {
  if (target.length !== 1 || (loss !== undefined && loss !== 'cross-entropy')) return false
  const kind = kindOf(target[0], columnNamed(table, target[0]))
  return kind === 'category' || kind === 'boolean'
}

function defaultLoss(target: readonly string[], hasClasses: boolean): Loss {
  if (target.length === 0) return 'any'
  return hasClasses ? 'cross-entropy' : 'squared'
}

function weightsOf(table: Table, name: string | undefined): Float64Array {
  if (name === undefined) return new Float64Array(table.size).fill(1)
  const weights = numbersOf(name, columnNamed(table, name))
  checkNotNegative(name, weights, 0)
  if (weights.every(weight => weight === 0)) {
    throw new InputError(`Column "${name}" of the weights is 0 in every row`, 'Give some positive weights')
  }
  return weights
}

/** @throws InputError for a negative weight; `firstRow` is the number of the first */
export function checkNotNegative(name: string, weights: ArrayLike<number>, firstRow: number): void {
  for (let row = 0; row < weights.length; row++) {
    if (!(weights[row] < 0)) continue
    throw new InputError(
      `Column "${name}" is ${weights[row]} in row ${firstRow + row}, and holds the weights`,
      'Give weights of 0 or more',
      { row: firstRow + row },
    )
  }
}
