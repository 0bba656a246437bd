import { AccuracyError, OptionError } from '@polylog/core'
import { encode, fitEncoding, readTable } from '@polylog/dataset'
import { counted, significant } from '../console/figures.js'
import { memoryBudget, mostRowsInMemory } from '../console/memory-budget.js'
import { createProgressBar } from '../console/progress-bar.js'
import type { RunContext } from '../console/run-context.js'
import { textTable } from '../console/text-table.js'
import { chooseLabelledColumns } from '../tables/choose-labelled-columns.js'
import type { Format } from '../tables/format.js'
import { openTable } from '../tables/open-table.js'
import { type ReadColumns, readColumns } from '../tables/read-columns.js'
import type { ColumnSpec, Table } from '../tables/table.js'
import { namingTableRows } from '../tables/table-rows-in-errors.js'
import { classesOf, labelsFor } from '../verify/model-labels.js'
import { type ModelRows, type Training, trainModels } from '../verify/train-models.js'
import type { TrainRequest, VerifyRequest } from './verify-options.js'

/** `polylog verify --train`: the same model on all rows, on the coreset and on random rows, tried on test rows. */
export async function trainCommand(
  request: VerifyRequest,
  train: TrainRequest,
  context: RunContext,
): Promise<number> {
  const { stdout, stderr } = context
  const bar = createProgressBar(stderr, request.quiet)
  try {
    bar.update('reading', 0)
    const asWritten = { ...request, delimited: undefined }
    const few = await opened(request.coreset, request.coresetFormat, asWritten, context, coreset =>
      readCoreset(coreset, request, train, context.signal),
    )
    const inputs = request.columns ?? few.inputs
    const readRows = (path: string, format: Format | undefined) =>
      opened(path, format, request, context, table =>
        readPart(table, inputs, train.target, request.weight, request, context.signal),
      )
    const all = await readRows(request.original, request.format)
    bar.update('reading', 0.3)
    const tests = train.testFile === undefined ? all : await readRows(train.testFile, undefined)
    bar.update('training', READ_SHARE)
    const classes = classesOf(all.columns[train.target.name])
    const names = inputs.map(({ name }) => name)
    const encoding = fitEncoding(await readTable(pickColumns(all, names)), names, { weights: all.weights })
    const rowsOf = (read: ReadColumns, path: string): Promise<ModelRows> =>
      namingTableRows({ tableRow: row => read.rowNumbers[row], path }, async () => ({
        points: encode(encoding, await readTable(pickColumns(read, names))),
        labels: labelsFor({ ...read, path }, train.target.name, classes),
        weights: read.weights ?? new Float64Array(read.size).fill(1),
      }))
    const full = await rowsOf(all, request.original)
    const coreset = await rowsOf(few.read, request.coreset)
    const test = tests === all ? full : await rowsOf(tests, train.testFile!)
    const training = await trainModels(full, coreset, test, {
      encoding,
      degree: train.degree,
      classes,
      draws: train.draws,
      seed: train.seed,
      signal: context.signal,
      onProgress: share => bar.update('training', READ_SHARE + (1 - READ_SHARE) * share),
    })
    bar.stop()
    const sizes = { original: all.size, coreset: few.read.size, test: tests.size }
    const excess = excessOf(training.coreset, training)
    if (request.json) {
      const found = {
        command: 'verify',
        sizes,
        columns: names,
        target: train.target.name,
        degree: train.degree,
        training,
        excess,
      }
      stdout.write(`${JSON.stringify(found, null, 2)}\n`)
    } else if (!request.quiet) {
      stdout.write(`${trainingText(training, train, { sizes, names, hasClasses: classes !== undefined })}\n`)
    }
    checkExcess(excess, train.maxExcess)
    return 0
  } finally {
    bar.stop()
  }
}

/** Of the time, where the bar stands once rows are read. */
const READ_SHARE = 0.4

async function opened<Result>(
  path: string,
  format: Format | undefined,
  { delimited }: { readonly delimited?: VerifyRequest['delimited'] },
  { scratch, signal }: RunContext,
  use: (table: Table) => Promise<Result>,
): Promise<Result> {
  const table = await openTable(path, format, scratch, signal, delimited)
  try {
    return await use(table)
  } finally {
    await table.close()
  }
}

/**
 * Without `--columns`: all numeric and boolean columns of the coreset but target and weights, since a file does not say which of them
 * were only taken along.
 */
async function readCoreset(table: Table, request: VerifyRequest, train: TrainRequest, signal: AbortSignal) {
  const { name: target } = train.target
  const shares = table.columns
    .filter(({ name }) => name.startsWith(`${target}=`))
    .map(({ name }) => ({ name }))
  const labels: readonly ColumnSpec[] = table.columns.some(({ name }) => name === target)
    ? [{ name: target }]
    : shares
  if (labels.length === 0) {
    throw new OptionError(
      `${request.coreset} has no column '${target}'`,
      `Choose the target among ${table.columns.map(({ name }) => name).join(', ')}`,
    )
  }
  const taken = new Set([...labels.map(({ name }) => name), request.coresetWeight])
  const inputs =
    request.columns?.map(({ name }) => ({ name })) ??
    table.columns
      .filter(({ name, kind }) => !taken.has(name) && (kind === 'number' || kind === 'boolean'))
      .map(({ name }) => ({ name }))
  const read = await readPart(
    table,
    [...inputs, ...labels],
    undefined,
    request.coresetWeight,
    request,
    signal,
  )
  return { inputs, read }
}

async function readPart(
  table: Table,
  inputs: readonly ColumnSpec[],
  target: ColumnSpec | undefined,
  weight: string | undefined,
  { nulls, memory }: VerifyRequest,
  signal: AbortSignal,
): Promise<ReadColumns> {
  const chosen = await chooseLabelledColumns(table, { columns: inputs, target, by: [], weight, keep: [] })
  const mostRows = mostRowsInMemory(memoryBudget(memory), chosen.specs.length)
  const read = await readColumns(table, { ...chosen, nulls, signal }, mostRows)
  if (read) return read
  throw new OptionError(
    `${table.path} has more rows than fit into memory`,
    'Give more --memory, or train on a part of it',
  )
}

function pickColumns({ columns }: ReadColumns, names: readonly string[]) {
  return Object.fromEntries(names.map(name => [name, columns[name]]))
}

/** Losses below this share of the baseline's are 0 but for rounding. */
const LEAST_LOSS = 1e-12

/** By what share a loss exceeds that of all rows. */
function excessOf(
  { loss }: { readonly loss: number },
  { full, baseline }: Pick<Training, 'full' | 'baseline'>,
): number {
  return (loss - full.loss) / Math.max(full.loss, LEAST_LOSS * baseline)
}

/** Shares of a loss below this are not told from 0. */
const ROUNDING = 1e-11

interface TrainingInputs {
  readonly sizes: { readonly original: number; readonly coreset: number; readonly test: number }
  readonly names: readonly string[]
  readonly hasClasses: boolean
}

function trainingText(
  { model, terms, full, baseline, coreset, random, draws }: Training,
  { target, degree, testFile }: TrainRequest,
  { sizes, names, hasClasses }: TrainingInputs,
): string {
  const excess = (loss: number) => {
    const share = excessOf({ loss }, { full, baseline })
    return `${Math.abs(share) < ROUNDING ? 0 : significant(100 * share, 3)} %`
  }
  const line = (name: string, score: typeof full) => [
    name,
    significant(score.loss),
    significant(score.quality, 5),
    score === full ? '-' : excess(score.loss),
  ]
  return [
    `${target.name} ~ ${model} of degree ${degree} (${counted(terms, 'term')}), tried on ${
      testFile === undefined
        ? `all ${counted(sizes.test, 'row')}`
        : `${counted(sizes.test, 'row')} of ${testFile}`
    }`,
    `inputs: ${names.join(', ')}`,
    textTable(
      ['fitted to', hasClasses ? 'log loss' : 'squared error', hasClasses ? 'accuracy' : 'R²', 'excess loss'],
      [
        line(`all ${counted(sizes.original, 'row')}`, full),
        line(`${counted(sizes.coreset, 'weighted row')}`, coreset),
        line(`${counted(sizes.coreset, 'random row')}, mean of ${draws} draws`, random),
      ],
    ),
  ].join('\n\n')
}

function checkExcess(excess: number, allowed: number | undefined): void {
  if (allowed === undefined || excess <= allowed) return
  throw new AccuracyError(
    `--max-excess ${allowed} is exceeded: the coreset's loss is larger by a share of ${significant(excess, 2)}`,
    'Compress to more rows, or allow more',
  )
}
