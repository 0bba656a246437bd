import { checkNames, OptionError } from '@polylog/core'
import { checkLabelsAreOf } from '../coreset/check-labels.js'
import type { DatasetCoreset, ProjectedLabels } from '../coreset/dataset-coreset.js'
import { type Categories, categoriesOf, columnNamed } from '../table/column-values.js'
import { unitMean } from './batches.js'

export interface SampleWeightOptions {
  /** The column of classes, for `classWeight`. */
  readonly target?: string
  /** What each class counts for, by its name; 1 for those that are not named. They multiply the rows' weights. */
  readonly classWeight?: Readonly<Record<string, number>>
}

/**
 * What each row of a coreset counts for in a loss that is a mean over rows: its weight, times that of its class. Without
 * class weights, their mean is 1.
 *
 * @throws OptionError for a class that is not there, or a weight that is not finite and `>= 0`
 */
export function sampleWeights(
  { table, weights, labels }: Pick<DatasetCoreset, 'table' | 'weights' | 'labels'>,
  options: SampleWeightOptions = {},
): Float64Array {
  checkNames('sampleWeights', options, ['target', 'classWeight'])
  const { target, classWeight } = options
  const factors = unitMean(weights)
  if (classWeight === undefined) return factors
  if (target === undefined)
    throw new OptionError('classWeight is given without a target', 'Name the column of classes')
  const { names, shareOf } = labels
    ? projectedShares(labels, target)
    : ownClasses(categoriesOf(target, columnNamed(table, target)))
  for (const [name, weight] of Object.entries(classWeight)) {
    if (!names.includes(name)) {
      throw new OptionError(
        `classWeight names the class ${JSON.stringify(name)}, which column "${target}" does not have`,
        `Its classes are ${names.join(', ')}`,
      )
    }
    if (!(Number.isFinite(weight) && weight >= 0)) {
      throw new OptionError(
        `classWeight of ${JSON.stringify(name)} is ${weight}`,
        'Give a finite number of 0 or more',
      )
    }
  }
  const classFactors = names.map(name => (Object.hasOwn(classWeight, name) ? classWeight[name] : 1))
  return factors.map(
    (factor, row) => factor * classFactors.reduce((sum, value, k) => sum + value * shareOf(row, k), 0),
  )
}

/** Classes, and the share that a row has in each. */
interface Shares {
  readonly names: readonly string[]
  shareOf(row: number, k: number): number
}

function ownClasses({ names, codes }: Categories): Shares {
  return { names, shareOf: (row, k) => (codes[row] === k ? 1 : 0) }
}

function projectedShares({ names, values }: ProjectedLabels, target: string): Shares {
  checkLabelsAreOf(names, [target])
  const prefix = `${target}=`
  if (!names.every(name => name.startsWith(prefix))) {
    throw new OptionError(
      `classWeight is given, and the projected labels of column "${target}" are numbers`,
      'Leave classWeight out, or name a column of classes',
    )
  }
  return {
    names: names.map(name => name.slice(prefix.length)),
    shareOf: (row, k) => values[row * names.length + k],
  }
}
