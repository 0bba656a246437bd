import { allRows } from '@polylog/core'
import { readTable, type TableInput } from '../table/read-table.js'
import { compressRows } from './compress-rows.js'
import type { DatasetCoreset } from './dataset-coreset.js'
import type { DatasetOptions } from './dataset-options.js'
import { isCoreset, unionOf } from './merge-coresets.js'
import { checkOptions } from './settings.js'

/**
 * Replaces the rows of a table by a few of them, reweighted, on which a model trains as on all: the sums of all that the loss
 * sees of inputs and labels, as polynomials, are kept, group by group and in the whole (arXiv:2510.00504, and "Use the structure
 * of `f`").
 *
 * The input is never written to, and rows are kept as they are, whatever their columns hold. A coreset may be
 * compressed again: its weights count, and the certificate tells no higher degree than it keeps.
 *
 * ```ts
 * const { table, weights, certificate } = await compressDataset(rows, { target: 'delay', size: 1000 })
 * ```
 *
 * @throws InputError for values that cannot be used; column and row are named
 * @throws OptionError for options that cannot be honoured; what would do is named
 * @throws AccuracyError if sums are not kept to 1e-12
 * @throws the signal's reason, if aborted
 */
export async function compressDataset(
  input: TableInput | DatasetCoreset,
  options: DatasetOptions,
): Promise<DatasetCoreset> {
  checkOptions(options)
  if (isCoreset(input)) {
    return compressRows(unionOf([input]), options)
  }
  const table = await readTable(input)
  return compressRows({ table, numbers: allRows(table.size), inputSize: table.size }, options)
}
