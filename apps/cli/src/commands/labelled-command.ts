import { OptionError } from '@polylog/core'
import type { ProjectedLabels } from '@polylog/dataset'
import { memoryBudget } from '../console/memory-budget.js'
import { createProgressBar } from '../console/progress-bar.js'
import type { RunContext } from '../console/run-context.js'
import { outputFile } from '../output/output-file.js'
import { writeSelection } from '../output/write-selection.js'
import { chooseLabelledColumns } from '../tables/choose-labelled-columns.js'
import type { StoredColumn } from '../tables/column-type.js'
import { openTable } from '../tables/open-table.js'
import { printFigures } from './compress-figures.js'
import type { CompressRequest } from './compress-options.js'
import { COMPRESS_SHARE, READ_SHARE } from './compress-table.js'
import { labelledFigures, labelledText } from './labelled-figures.js'
import type { LabelledRequest } from './labelled-options.js'
import { compressLabelled } from './labelled-table.js'
import { loadBackend } from './load-backend.js'
import { createStopwatch } from './stopwatch.js'

/** `polylog compress --target … --by …`: rows for a model that is trained on them. */
export async function labelledCommand(
  request: CompressRequest,
  labelled: LabelledRequest,
  context: RunContext,
): Promise<number> {
  checkTogether(request)
  const { scratch, signal, stdout, stderr } = context
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
    const tools = { backend, budget: memoryBudget(request.memory), bar, watch }
    const compressed = await compressLabelled(table, chosen, request, labelled, tools, context)
    const { coreset } = compressed

    bar.update('writing', READ_SHARE + COMPRESS_SHARE)
    const isReplaced = ({ name }: { name: string }) =>
      coreset.labels !== undefined && name === labelled.target?.name
    const selection = {
      columns: [...chosen.specs, ...chosen.kept].filter(spec => !isReplaced(spec)),
      rows: compressed.rowNumbers,
      weights: coreset.weights,
      weightName: request.weightName,
      ...(coreset.labels && { computed: labelColumns(coreset.labels) }),
    }
    checkNames([...selection.columns, ...(selection.computed ?? []), { name: request.weightName }])
    await writeSelection(table, selection, out, request.out.format, scratch, signal)
    watch.lap('writing')
    await out.commit()
    bar.stop()
    const figures = labelledFigures({ request, table, chosen, compressed, seconds: watch.seconds() })
    printFigures(figures, labelledText, request, stdout)
    return 0
  } finally {
    bar.stop()
    await table.close()
    if (backend !== 'auto') await backend.dispose?.()
  }
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
      : given === '--covering'
        ? 'Leave it out: cells of labelled rows are made by their inputs'
        : `Leave it out: labelled rows are compressed to --size or --ratio${given === '--checkpoint' ? ', in one go' : ''}`,
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
