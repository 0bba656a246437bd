import { AccuracyError, OptionError, weightedSet } from '@polylog/core'
import { significant } from '../console/figures.js'
import { memoryBudget } from '../console/memory-budget.js'
import { createProgressBar } from '../console/progress-bar.js'
import type { RunContext } from '../console/run-context.js'
import type { ReadOptions } from '../tables/checked-chunks.js'
import { chooseColumns } from '../tables/choose-columns.js'
import { openTable } from '../tables/open-table.js'
import { readPoints } from '../tables/read-points.js'
import type { ColumnSpec, Table } from '../tables/table.js'
import { compareDistributions } from '../verify/compare-distributions.js'
import { type Comparison, compareSets } from '../verify/compare-sets.js'
import { comparisonText, metricsText } from '../verify/comparison-text.js'
import { originalRows } from '../verify/original-rows.js'
import type { Limits, VerifyRequest } from './verify-options.js'

/** `polylog verify`: both files are read afresh; nothing of the compression is taken on trust. */
export async function verifyCommand(request: VerifyRequest, context: RunContext): Promise<number> {
  const { scratch, signal, stdout, stderr } = context
  if (request.original === '-' && request.coreset === '-') {
    throw new OptionError('Both files are -, standard input', 'Name at least one file')
  }
  if (request.train) {
    const { trainCommand } = await import('./train-command.js')
    return trainCommand(request, request.train, context)
  }
  const bar = createProgressBar(stderr, request.quiet)
  const coresetTable = await openTable(request.coreset, request.coresetFormat, scratch, signal)
  try {
    const originalTable = await openTable(
      request.original,
      request.format,
      scratch,
      signal,
      request.delimited,
    )
    try {
      const specs = comparedColumns(request, coresetTable, originalTable)
      const response = responseColumn(request, specs)
      const inCoreset = specs.map(({ name }, i) => ({ name: coresetName(coresetTable, name, i) }))
      const weight = coresetWeight(request, coresetTable)
      bar.update('reading', 0)
      const few = await readPoints(
        coresetTable,
        await reading(coresetTable, inCoreset, weight, request, signal),
      )
      const coreset = weightedSet(few!.points, { dim: specs.length, weights: few!.weights })
      bar.update('reading', 0.1)
      const original = await originalRows(
        originalTable,
        await reading(originalTable, specs, request.weight, request, signal),
        memoryBudget(request.memory),
      )
      bar.update('comparing', 0.6)
      const columns = specs.map(({ name }) => name)
      const comparison = await compareSets(original, coreset, {
        columns,
        order: request.order,
        response,
        signal,
      })
      const metrics = request.metrics && compareDistributions(original, coreset, request.metrics)
      bar.stop()
      const exceeded = exceededLimits(comparison, request.limits)
      if (request.json) {
        const sizes = { original: original.rows, coreset: coreset.size }
        const found = { command: 'verify', sizes, columns, comparison, metrics, exceeded }
        stdout.write(`${JSON.stringify(found, null, 2)}\n`)
      } else if (!request.quiet) {
        const sizes = { original: original.rows, coreset: coreset.size }
        const texts = [comparisonText(comparison, sizes), metrics && metricsText(metrics)]
        stdout.write(`${texts.filter(Boolean).join('\n\n')}\n`)
      }
      if (exceeded.length > 0) throw limitError(exceeded)
      return 0
    } finally {
      await originalTable.close()
    }
  } finally {
    bar.stop()
    await coresetTable.close()
  }
}

/** Without `--columns`: the numeric columns of the coreset, its weights aside. */
function comparedColumns(request: VerifyRequest, coreset: Table, original: Table): readonly ColumnSpec[] {
  if (request.columns !== undefined) return request.columns
  const weight = coresetWeight(request, coreset)
  const numeric = coreset.columns.filter(({ name, kind }) => kind === 'number' && name !== weight)
  if (numeric.length === 0) {
    throw new OptionError(
      `${request.coreset} has no numeric column but its weights`,
      'Name columns with --columns',
    )
  }
  const computed = numeric.filter(({ name }) => !original.columns.some(column => column.name === name))
  if (computed.length > 0) {
    const { name } = computed[0]
    throw new OptionError(
      `The column "${name}" of ${request.coreset} is not in ${request.original}`,
      `Say how it was computed, or leave it out: --columns "…,${name}=EXPRESSION"`,
    )
  }
  return numeric.map(({ name }) => ({ name }))
}

/** Columns of NPY files have no names of their own: they correspond by position. */
function coresetName(coreset: Table, name: string, position: number): string {
  const named = coreset.columns.some(column => column.name === name)
  return coreset.format === 'npy' && !named ? (coreset.columns[position]?.name ?? name) : name
}

function coresetWeight({ coresetWeight: name, coreset: path }: VerifyRequest, coreset: Table): string {
  if (coreset.format === 'npy' && name === 'weight') return coreset.columns[coreset.columns.length - 1].name
  if (coreset.columns.some(column => column.name === name)) return name
  throw new OptionError(
    `${path} has no column '${name}' of weights`,
    `Name it with --coreset-weight: one of ${coreset.columns.map(column => column.name).join(', ')}`,
  )
}

function responseColumn({ target }: VerifyRequest, specs: readonly ColumnSpec[]): number {
  const found = target === undefined ? 0 : specs.findIndex(({ name }) => name === target)
  if (found < 0) {
    const names = specs.map(({ name }) => name).join(', ')
    throw new OptionError(`--target is '${target}'`, `Choose among the columns compared: ${names}`)
  }
  return specs.length > 1 ? found : -1
}

async function reading(
  table: Table,
  specs: readonly ColumnSpec[],
  weight: string | undefined,
  { nulls }: VerifyRequest,
  signal: AbortSignal,
): Promise<ReadOptions> {
  return { ...(await chooseColumns(table, { columns: specs, weight })), nulls, signal }
}

interface Exceeded {
  readonly limit: string
  readonly value: number
  readonly allowed: number
}

function exceededLimits({ worst }: Comparison, limits: Limits): Exceeded[] {
  return (Object.keys(worst) as (keyof typeof worst)[]).flatMap(kind => {
    const allowed = limits[kind]
    return allowed !== undefined && !(worst[kind] <= allowed)
      ? [{ limit: `--max-${kind}`, value: worst[kind], allowed }]
      : []
  })
}

function limitError(exceeded: readonly Exceeded[]): AccuracyError {
  const list = exceeded.map(({ limit, value, allowed }) =>
    Number.isNaN(value)
      ? `${limit} cannot be checked, since the columns depend on each other`
      : `${limit} ${allowed} is exceeded: ${significant(value, 2)}`,
  )
  return new AccuracyError(
    `The coreset is too far from the original: ${list.join(', ')}`,
    'Compress to more rows or a higher order, or allow more',
  )
}
