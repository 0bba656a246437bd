import { OptionError } from '@polylog/core'
import { compressDataset, type DatasetOptions, type ProjectedLabels } from '@polylog/dataset'
import { memoryBudget, mostRowsInMemory } from '../console/memory-budget.js'
import { createProgressBar } from '../console/progress-bar.js'
import type { RunContext } from '../console/run-context.js'
import { outputFile } from '../output/output-file.js'
import { writeSelection } from '../output/write-selection.js'
import { chooseLabelledColumns } from '../tables/choose-labelled-columns.js'
import type { StoredColumn } from '../tables/column-type.js'
import { openTable } from '../tables/open-table.js'
import { readColumns } from '../tables/read-columns.js'
import { printFigures } from './compress-figures.js'
import type { CompressRequest } from './compress-options.js'
import { COMPRESS_SHARE, READ_SHARE } from './compress-table.js'
import { labelledFigures, labelledText } from './labelled-figures.js'
import type { LabelledRequest } from './labelled-options.js'
import { loadBackend } from './load-backend.js'
import { createStopwatch } from './stopwatch.js'

/** `polylog compress --target … --by …`: rows for a model that is trained on them. */
export async function labelledCommand(
  request: CompressRequest,
  labelled: LabelledRequest,
  { scratch, signal, stdout, stderr }: RunContext,
): Promise<number> {
  checkTogether(request)
  const bar = createProgressBar(stderr, request.quiet)
  const backend = await loadBackend(request.backend)
  const table = await openTable(request.path, request.format, scratch, signal, request.delimited)
  try {
    const chosen = await chooseLabelledColumns(table, {
      ...labelled,
      columns: request.columns,
      weight: request.weight,
      keep: request.keep ?? [],
    })
    checkNames([...chosen.specs, ...chosen.kept, { name: request.weightName }])
    const out = await outputFile(request.out.path, scratch, stdout)
    const watch = createStopwatch()
    bar.update('reading', 0)
    const budget = memoryBudget(request.memory)
    const read = await readColumns(table, {
      ...chosen,
      nulls: request.nulls,
      signal,
      mostRows: mostRowsInMemory(budget, chosen.specs.length),
    })
    if (!read) {
      throw new OptionError(
        `${request.path} has more rows than fit into memory, where labelled rows are compressed`,
        'Give more --memory, or compress parts of it',
      )
    }
    watch.lap('reading')
    const { order, quality, seed } = request
    const coreset = await compressDataset(withWeights(read.columns, read.weights), {
      ...(request.size as { readonly size: number }),
      target: labelled.target?.name,
      by: labelled.by.map(({ name }) => name),
      inputs: chosen.inputs.map(({ name }) => name).filter(name => !labelled.by.some(by => by.name === name)),
      loss: labelled.loss,
      labels: labelled.labels,
      leastSquares: labelled.leastSquares,
      degree: labelled.leastSquares === undefined ? order : undefined,
      allocation: labelled.allocation,
      scaling: request.standardize ? 'standardised' : 'none',
      ...(read.weights && { weights: WEIGHTS }),
      quality,
      backend,
      seed,
      signal,
      onProgress: ({ stage, fraction }) => bar.update(stage, READ_SHARE + COMPRESS_SHARE * fraction),
    } satisfies DatasetOptions)
    watch.lap('compressing')

    bar.update('writing', READ_SHARE + COMPRESS_SHARE)
    const isReplaced = ({ name }: { name: string }) =>
      coreset.labels !== undefined && name === labelled.target?.name
    const selection = {
      columns: [...chosen.specs, ...chosen.kept].filter(spec => !isReplaced(spec)),
      rows: Float64Array.from(coreset.indices, row => read.rowNumbers[row]),
      weights: coreset.weights,
      weightName: request.weightName,
      ...(coreset.labels && { computed: labelColumns(coreset.labels) }),
    }
    checkNames([...selection.columns, ...(selection.computed ?? []), { name: request.weightName }])
    await writeSelection(table, selection, out, request.out.format, scratch, signal)
    watch.lap('writing')
    await out.commit()
    bar.stop()
    const figures = labelledFigures({ request, table, chosen, read, coreset, seconds: watch.seconds() })
    printFigures(figures, labelledText, request, stdout)
    return 0
  } finally {
    bar.stop()
    await table.close()
    if (backend !== 'auto') await backend.dispose?.()
  }
}

/** A name that no column of a table is likely to have. */
const WEIGHTS = '__polylog_weights'

function withWeights(
  columns: Readonly<Record<string, ArrayLike<unknown>>>,
  weights: Float64Array | undefined,
) {
  return weights ? { ...columns, [WEIGHTS]: weights } : columns
}

function checkTogether({ report, checkpoint, covering, size, order, labelled }: CompressRequest): void {
  if (labelled?.leastSquares !== undefined && order !== 'auto') {
    throw new OptionError('--order is given with --least-squares', 'Leave one of them out')
  }
  const options: Readonly<Record<string, unknown>> = {
    '--report': report,
    '--checkpoint': checkpoint,
    '--covering': covering,
    '--tolerance': size.tolerance,
  }
  const given = Object.keys(options).find(name => options[name] !== undefined)
  if (!given) return
  throw new OptionError(
    `${given} is given with --target or --by`,
    given === '--report'
      ? 'Leave it out, and compare trained models with polylog verify --train'
      : 'Leave it out: labelled rows are compressed in memory, to --size or --ratio',
  )
}

/** Names that differ by case only are one to DuckDB. */
function checkNames(columns: readonly { readonly name: string }[]): void {
  const names = columns.map(({ name }) => name.toLowerCase())
  const twice = names.findIndex((name, i) => name === '' || names.indexOf(name) !== i)
  if (twice < 0) return
  const { name } = columns[twice]
  throw new OptionError(
    name === '' ? '--weight-name is empty' : `Two columns of the output would be called '${name}'`,
    'Choose another name for the weights with --weight-name, or name columns otherwise, as in "other=NAME"',
  )
}

function labelColumns({ names, values }: ProjectedLabels): readonly StoredColumn[] {
  const rows = values.length / names.length
  return names.map((name, j) => ({
    name,
    type: { kind: 'float', bits: 64 },
    values: Array.from({ length: rows }, (_, row) => values[row * names.length + j]),
  }))
}
