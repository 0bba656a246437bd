import { createRng, featureCount, takeRows } from '@polylog/core'
import { lossFeatures } from '../loss/loss-features.js'
import { type Table, takeTableRows } from '../table/table.js'
import { compressStratum, inOrder, type KeptRows } from './compress-stratum.js'
import type { DatasetCoreset, ProjectedLabels } from './dataset-coreset.js'
import type { DatasetOptions } from './dataset-options.js'
import type { DegreeRule } from './degree-rule.js'
import { checkServes, type Guarantee } from './guarantee.js'
import { checkClasses, labelsOf, objectsOf } from './objects.js'
import { projectStratum } from './project-labels.js'
import { type CoresetColumns, settingsFor } from './settings.js'
import { sharesOf, strataOf } from './strata.js'

/** Rows of a table, or of a coreset. */
export interface SourceRows {
  readonly table: Table
  /** Their numbers in the input that they come from, ascending. */
  readonly numbers: Uint32Array
  /** Rows of that input. */
  readonly inputSize: number
  /** Of a coreset. */
  readonly weights?: Float64Array
  /** Of a coreset: what it keeps of its input. */
  readonly made?: Guarantee
  /** Of a coreset whose labels are projected. */
  readonly labels?: ProjectedLabels
}

/**
 * @param rule by default what the options say
 * @param isPart whether there are other rows beside these: then their labels may be alike, and groups small
 */
export async function compressRows(
  source: SourceRows,
  options: DatasetOptions,
  {
    rule = options.degree ?? 'auto',
    isPart = false,
  }: { readonly rule?: DegreeRule; readonly isPart?: boolean } = {},
): Promise<DatasetCoreset> {
  const started = performance.now()
  const { table, numbers, inputSize } = source
  const { allocation = 'proportional', labels: kind = 'kept', leastSquares } = options
  const { columns, loss, encoding, kept, labelNames } = await keptRows(source, options, rule, isPart)
  const { rows, weights, labels } = inOrder(kept, labelNames.length)
  const own = source.labels && {
    ...source.labels,
    values: takeRows(source.labels.values, rows, source.labels.names.length),
  }
  const largest = (name: 'massError' | 'momentResidual') =>
    kept.reduce((most, { certificate }) => Math.max(most, certificate[name]), 0)
  return {
    size: rows.length,
    table: takeTableRows(table, rows),
    indices: rows.map(row => numbers[row]),
    weights,
    ...(labels ? { labels: { names: labelNames, values: labels } } : own && { labels: own }),
    encoding,
    certificate: {
      inputSize,
      outputSize: rows.length,
      ...columns,
      loss,
      labels: kind,
      allocation,
      ...(leastSquares !== undefined && { leastSquares }),
      strata: kept.map(({ certificate }) => certificate),
      massError: largest('massError'),
      momentResidual: largest('momentResidual'),
      seconds: (performance.now() - started) / 1000,
    },
  }
}

async function keptRows(source: SourceRows, options: DatasetOptions, rule: DegreeRule, isPart: boolean) {
  const { table } = source
  const settings = settingsFor(table, options, coresetColumns(source))
  const { target, loss, inputs, sums, groups, hasClasses, weights, size } = settings
  const columns = { target, inputs, sums, groups }
  if (source.made) checkServes(source.made, { ...columns, loss, leastSquares: options.leastSquares })
  if (hasClasses && !isPart) checkClasses(table, settings)
  const projected = options.labels === 'projected'
  const hasLabels = target.length > 0 && (projected || !hasClasses)
  const labels = hasLabels ? (source.labels ?? labelsOf(table, settings, !isPart)) : undefined
  const objects = objectsOf(table, settings, projected ? undefined : labels, { ...options, isPart })
  const strata = strataOf(table, groups, weights, source.made)
  // What a group needs for sums of degree 1.
  const needed = projected ? 1 : featureCount(lossFeatures(objects.layout, loss, 1), objects.layout.dim)
  const { allocation = 'proportional' } = options
  const shares = sharesOf(strata, size, { allocation, needed, isPart })
  const seeds = createRng(options.seed ?? 0)
  const kept: KeptRows[] = []
  for (const [i, stratum] of strata.entries()) {
    const seeded = { ...options, seed: seeds.integer(2 ** 31) }
    kept.push(
      projected
        ? await projectStratum(objects, labels!, stratum, shares[i], rule, loss, options)
        : await compressStratum(objects, loss, stratum, shares[i], rule, seeded),
    )
  }
  return { columns, loss, encoding: objects.encoding, kept, labelNames: labels?.names ?? [] }
}

/** What a coreset says of the columns; nothing of other rows. */
export function coresetColumns({ weights, made, labels }: SourceRows): CoresetColumns | undefined {
  return weights && { weights, inputs: made?.inputs ?? 'all', hasProjectedLabels: labels !== undefined }
}
