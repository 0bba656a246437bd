import { OptionError } from '@polylog/core'
import { memoryBudget } from '../console/memory-budget.js'
import { createProgressBar } from '../console/progress-bar.js'
import type { RunContext } from '../console/run-context.js'
import { outputFile } from '../output/output-file.js'
import { writeSelection } from '../output/write-selection.js'
import { removeCheckpoint } from '../streaming/checkpoint.js'
import { type ChosenColumns, chooseColumns } from '../tables/choose-columns.js'
import { openTable } from '../tables/open-table.js'
import { compareRows } from './compare-rows.js'
import { compressionFigures, compressionText, printFigures } from './compress-figures.js'
import type { CompressRequest } from './compress-options.js'
import { COMPRESS_SHARE, compressTable, READ_SHARE } from './compress-table.js'
import { loadBackend } from './load-backend.js'
import { compareRegressions } from './regression.js'
import { createStopwatch } from './stopwatch.js'

/** `polylog compress`: reads, compresses, writes, reports. */
export async function compressCommand(request: CompressRequest, context: RunContext): Promise<number> {
  if (request.labelled) {
    const { labelledCommand } = await import('./labelled-command.js')
    return labelledCommand(request, request.labelled, context)
  }
  const { scratch, signal, stdout, stderr } = context
  const bar = createProgressBar(stderr, request.quiet)
  const budget = memoryBudget(request.memory)
  const backend = await loadBackend(request.backend)
  const table = await openTable(request.path, request.format, scratch, signal, request.delimited)
  try {
    const chosen = await chooseColumns(table, request)
    checkWeightName(request, chosen)
    const target = chosen.coordinates.length > 1 ? 0 : -1
    const out = await outputFile(request.out.path, scratch, stdout)
    const report =
      request.report === undefined ? undefined : await outputFile(request.report, scratch, stdout)
    const watch = createStopwatch()
    const compressed = await compressTable(table, chosen, request, { backend, budget, bar, watch }, context)

    bar.update('comparing', READ_SHARE + COMPRESS_SHARE)
    // Nobody asks, and the rows' numbers are known: a table that is streamed is not read again for it.
    const unseen = request.quiet && !request.json && report === undefined && compressed.whole
    const compared = unseen ? undefined : await compareRows(compressed, request.seed)
    const regression =
      target < 0 || compared === undefined ? undefined : compareRegressions(compared, chosen, target)
    watch.lap('comparing')

    bar.update('writing', READ_SHARE + COMPRESS_SHARE)
    const selection = {
      columns: [...chosen.coordinates, ...chosen.kept],
      rows: compared?.rowNumbers ?? compressed.positions,
      weights: compressed.weights,
      weightName: request.weightName,
    }
    await writeSelection(table, selection, out, request.out.format, scratch, signal)
    watch.lap('writing')

    const figures = () =>
      compressionFigures({ request, table, chosen, compressed, regression, seconds: watch.seconds() })
    if (report !== undefined && compared !== undefined) {
      const { writeReport } = await import('../report/write-report.js')
      await writeReport(
        { all: compressed, ...compared, figures: figures(), seed: request.seed },
        report,
        signal,
      )
      watch.lap('report')
    }
    await out.commit()
    await report?.commit()
    if (request.checkpoint) await removeCheckpoint(request.checkpoint.path)
    bar.stop()
    printFigures(figures(), compressionText, request, stdout)
    return 0
  } finally {
    bar.stop()
    await table.close()
    if (backend !== 'auto') await backend.dispose?.()
  }
}

function checkWeightName({ weightName }: CompressRequest, { coordinates, kept }: ChosenColumns): void {
  const taken = [...coordinates, ...kept].find(({ name }) => name.toLowerCase() === weightName.toLowerCase())
  if (taken !== undefined || weightName === '') {
    throw new OptionError(
      `The output's column of weights would be called '${weightName}', as another of its columns is`,
      `Say --weight ${weightName} if it holds input weights, or choose another name with --weight-name`,
    )
  }
}
