import { OptionError } from '@polylog/core'
import { joinTables } from '../table/join-tables.js'
import { compressRows, type SourceRows } from './compress-rows.js'
import type { DatasetCoreset, ProjectedLabels } from './dataset-coreset.js'
import type { DatasetOptions } from './dataset-options.js'
import { checkOptions } from './settings.js'

/**
 * One coreset of several, as of tables that lie one after the other: sums of polynomials up to the degree that all of them keep, and
 * the result, are those of all rows. Its `indices` are row numbers in the union of their inputs.
 *
 * @throws OptionError if none is given, or only some have projected labels
 * @throws InputError if their columns differ
 */
export async function mergeCoresets(
  coresets: readonly DatasetCoreset[],
  options: DatasetOptions,
): Promise<DatasetCoreset> {
  checkOptions(options)
  return compressRows(unionOf(coresets), options)
}

/** Rows of several coresets, one after the other. */
export function unionOf(
  coresets: readonly DatasetCoreset[],
): Required<Omit<SourceRows, 'labels'>> & SourceRows {
  if (coresets.length === 0) throw new OptionError('No coresets are given to merge', 'Give at least one')
  const numbers: number[] = []
  const weights: number[] = []
  let inputSize = 0
  for (const coreset of coresets) {
    for (const row of coreset.indices) numbers.push(inputSize + row)
    for (const weight of coreset.weights) weights.push(weight)
    inputSize += coreset.certificate.inputSize
  }
  const labels = joinedLabels(coresets)
  return {
    table: joinTables(coresets.map(({ table }) => table)),
    numbers: Uint32Array.from(numbers),
    weights: Float64Array.from(weights),
    inputSize,
    ...(labels && { labels }),
  }
}

function joinedLabels(coresets: readonly DatasetCoreset[]): ProjectedLabels | undefined {
  const given = coresets.flatMap(({ labels }) => (labels ? [labels] : []))
  if (given.length === 0) return undefined
  const { names } = given[0]
  if (given.length < coresets.length || given.some(labels => labels.names.join() !== names.join())) {
    throw new OptionError(
      'The labels of some coresets are projected, and those of others are not, or have other classes',
      'Merge coresets that were made alike',
    )
  }
  const values = new Float64Array(given.reduce((length, labels) => length + labels.values.length, 0))
  let at = 0
  for (const labels of given) {
    values.set(labels.values, at)
    at += labels.values.length
  }
  return { names, values }
}
