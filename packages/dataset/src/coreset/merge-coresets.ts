import { OptionError } from '@polylog/core'
import { joinTables } from '../table/join-tables.js'
import { compressRows, type SourceRows } from './compress-rows.js'
import type { DatasetCoreset, ProjectedLabels } from './dataset-coreset.js'
import type { DatasetOptions } from './dataset-options.js'
import { guaranteeOf, weakest } from './guarantee.js'
import { checkOptions } from './settings.js'

/**
 * One coreset of several, as of tables that lie one after the other: sums of polynomials up to the degree that all of them keep, and
 * the result, are those of all rows; the certificate tells that degree. Its `indices` are row numbers in the union of their inputs.
 *
 * @throws OptionError if none is given, they were made for other targets or losses than the options', least squares of the
 *   degree asked for are not exact on all of them, or only some have projected labels
 * @throws InputError if their columns differ
 */
export async function mergeCoresets(
  coresets: readonly DatasetCoreset[],
  options: DatasetOptions,
): Promise<DatasetCoreset> {
  checkOptions(options)
  return compressRows(unionOf(coresets), options)
}

export function isCoreset(input: unknown): input is DatasetCoreset {
  return typeof input === 'object' && input !== null && 'certificate' in input && 'indices' in input
}

/** Rows of several coresets, one after the other. */
export function unionOf(
  coresets: readonly DatasetCoreset[],
): Required<Omit<SourceRows, 'labels'>> & SourceRows {
  if (coresets.length === 0) throw new OptionError('No coresets are given to merge', 'Give at least one')
  const other = coresets.findIndex(coreset => !isCoreset(coreset))
  if (other >= 0) {
    throw new OptionError(
      `What is given to merge at place ${other} is no coreset`,
      'Give what compressDataset, mergeCoresets or a stream returns',
    )
  }
  const numbers: number[] = []
  const weights: number[] = []
  let inputSize = 0
  for (const coreset of coresets) {
    for (const row of coreset.indices) numbers.push(inputSize + row)
    for (const weight of coreset.weights) weights.push(weight)
    inputSize += coreset.certificate.inputSize
  }
  const made = weakest(coresets.map(({ certificate }) => guaranteeOf(certificate)))
  const labels = joinedLabels(coresets)
  return {
    table: joinTables(coresets.map(({ table }) => table)),
    numbers: Uint32Array.from(numbers),
    weights: Float64Array.from(weights),
    inputSize,
    made,
    ...(labels && { labels }),
  }
}

/** Classes that only some coresets have are shares of 0 in the others. */
function joinedLabels(coresets: readonly DatasetCoreset[]): ProjectedLabels | undefined {
  const given = coresets.flatMap(({ labels }) => (labels ? [labels] : []))
  if (given.length === 0) return undefined
  if (given.length < coresets.length) {
    throw new OptionError(
      'The labels of some coresets are projected, and those of others are not',
      'Merge coresets that were made alike',
    )
  }
  const names = [...new Set(given.flatMap(labels => labels.names))]
  const rows = coresets.reduce((total, { size }) => total + size, 0)
  const values = new Float64Array(rows * names.length)
  let first = 0
  for (const labels of given) {
    const columns = labels.names.map(name => names.indexOf(name))
    const size = labels.values.length / columns.length
    for (let row = 0; row < size; row++) {
      columns.forEach((column, j) => {
        values[(first + row) * names.length + column] = labels.values[row * columns.length + j]
      })
    }
    first += size
  }
  return { names, values }
}
