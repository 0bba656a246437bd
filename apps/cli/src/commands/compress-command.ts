import { type Compression, compress } from '@polylog/compress'
import { createRng, OptionError, type WeightedSet, weightedSet } from '@polylog/core'
import { createProgressBar, type ProgressBar } from '../console/progress-bar.js'
import type { RunContext } from '../console/run-context.js'
import { type OutputFile, outputFile } from '../output/output-file.js'
import { writeSelection } from '../output/write-selection.js'
import { summarizeColumns } from '../statistics/column-summary.js'
import { randomSubset } from '../statistics/random-subset.js'
import { standardized } from '../statistics/standardize.js'
import { type ChosenColumns, chooseColumns } from '../tables/choose-columns.js'
import { openTable } from '../tables/open-table.js'
import { type Points, readPoints } from '../tables/read-points.js'
import type { Table } from '../tables/table.js'
import { compressionFigures, printCompression } from './compress-figures.js'
import type { CompressRequest } from './compress-options.js'
import { loadBackend } from './load-backend.js'
import { compareRegressions } from './regression.js'
import { createStopwatch } from './stopwatch.js'

/** Shares of the whole run, for the bar: reading, compressing, and the rest. */
const READ_SHARE = 0.15
const COMPRESS_SHARE = 0.7

/** `polylog compress`: reads, compresses, writes, reports. */
export async function compressCommand(request: CompressRequest, context: RunContext): Promise<number> {
  const { scratch, signal, stdout, stderr } = context
  const bar = createProgressBar(stderr, request.quiet)
  const backend = await loadBackend(request.backend)
  const table = await openTable(request.path, request.format, scratch, signal, request.delimited)
  try {
    const chosen = await chooseColumns(table, request)
    checkWeightName(request, chosen)
    const target = responseColumn(request, chosen)
    const out = await outputFile(request.out.path, scratch, stdout)
    const report =
      request.report === undefined ? undefined : await outputFile(request.report, scratch, stdout)
    const watch = createStopwatch()

    const points = await read(table, chosen, request, bar, signal)
    const all = weightedSet(points.points, { dim: points.dim, weights: points.weights })
    const summaries = summarizeColumns(all)
    watch.lap('reading')

    const compression = await compress(request.standardize ? standardized(all, summaries) : all, {
      ...request.size,
      order: request.order,
      quality: request.quality,
      covering: request.covering,
      backend,
      seed: request.seed,
      signal,
      onProgress: ({ stage, fraction, secondsLeft }) =>
        bar.update(stage, READ_SHARE + COMPRESS_SHARE * fraction, secondsLeft),
    })
    const coreset = rowsOf(all, compression)
    watch.lap('compressing')

    bar.update('writing', READ_SHARE + COMPRESS_SHARE)
    await writeCoreset(table, chosen, points, compression, request, out, context)
    watch.lap('writing')

    bar.update('comparing', READ_SHARE + COMPRESS_SHARE)
    const random = randomSubset(all, coreset.size, createRng(request.seed))
    const regression = target < 0 ? undefined : compareRegressions({ all, coreset, random }, chosen, target)
    const figures = () =>
      compressionFigures({
        request,
        table,
        chosen,
        points,
        compression,
        regression,
        seconds: watch.seconds(),
      })
    if (report !== undefined) {
      const { writeReport } = await import('../report/write-report.js')
      await writeReport(
        { all, coreset, random, summaries, figures: figures(), seed: request.seed },
        report,
        signal,
      )
      watch.lap('report')
    }
    await out.commit()
    await report?.commit()
    bar.stop()
    printCompression(figures(), request, stdout)
    return 0
  } finally {
    bar.stop()
    await table.close()
    if (backend !== 'auto') await backend.dispose?.()
  }
}

async function read(
  table: Table,
  chosen: ChosenColumns,
  request: CompressRequest,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<Points> {
  const expected = table.count.cheap ? await table.count.rows() : undefined
  bar.update('reading', 0)
  return readPoints(table, {
    ...chosen,
    nulls: request.nulls,
    signal,
    onRows: rows => {
      if (expected) bar.update('reading', (READ_SHARE * rows) / expected)
    },
  })
}

async function writeCoreset(
  table: Table,
  chosen: ChosenColumns,
  { rowNumbers }: Points,
  { indices, set }: Compression,
  request: CompressRequest,
  out: OutputFile,
  { scratch, signal }: RunContext,
): Promise<void> {
  const selection = {
    columns: [...chosen.coordinates, ...chosen.kept],
    rows: rowNumbers === undefined ? indices : indices.map(index => rowNumbers[index]),
    weights: set.weights,
    weightName: request.weightName,
  }
  await writeSelection(table, selection, out, request.out.format, scratch, signal)
}

/** The compressed rows in original units. */
function rowsOf({ points, dim }: WeightedSet, { indices, set }: Compression): WeightedSet {
  const kept = new Float64Array(indices.length * dim)
  indices.forEach((index, i) => {
    kept.set(points.subarray(index * dim, (index + 1) * dim), i * dim)
  })
  return { size: indices.length, dim, points: kept, weights: set.weights }
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

/** Which coordinate the regression explains; -1 if there is but one. */
function responseColumn({ target }: CompressRequest, { coordinates }: ChosenColumns): number {
  if (target === undefined) return coordinates.length > 1 ? 0 : -1
  const found = coordinates.findIndex(({ name }) => name === target)
  if (found < 0) {
    const names = coordinates.map(({ name }) => name).join(', ')
    throw new OptionError(`--target is '${target}'`, `Choose among the columns compressed: ${names}`)
  }
  return coordinates.length > 1 ? found : -1
}
