import { InputError, OptionError } from '@polylog/core'
import type { ColumnKind, ColumnSpec, Table, TableColumn } from './table.js'

const MOST_LISTED = 30

export interface ColumnOptions {
  /** Coordinates; all numeric columns by default. */
  readonly columns?: readonly ColumnSpec[]
  /** The column of input weights. */
  readonly weight?: string
  /** Carried along unmatched; `*` stands for all others. */
  readonly keep?: readonly ColumnSpec[]
}

export interface ChosenColumns {
  readonly coordinates: readonly ColumnSpec[]
  readonly weight?: ColumnSpec
  readonly kept: readonly ColumnSpec[]
  /** Columns that are neither matched nor kept though none were named, described for a person. */
  readonly leftOut: readonly string[]
}

/**
 * Checks the columns that were asked for against those of a table.
 *
 * @throws OptionError for a column that is missing (and says which exist) or is no number
 */
export async function chooseColumns(table: Table, options: ColumnOptions): Promise<ChosenColumns> {
  const weight = options.weight === undefined ? undefined : { name: options.weight }
  if (weight !== undefined)
    checkNumeric(table, await existing(table, [weight], '--weight'), [weight], '--weight')
  const coordinates = options.columns ?? (await defaultCoordinates(table, options))
  const described = await existing(table, coordinates, '--columns')
  checkNumeric(table, described, coordinates, '--columns')
  const kept = keptColumns(table, coordinates, weight, options.keep ?? [])
  await existing(table, kept, '--keep')
  const used = new Set([weight, ...coordinates, ...kept].map(spec => spec?.name))
  const unused = options.columns === undefined ? table.columns.filter(({ name }) => !used.has(name)) : []
  return { coordinates, weight, kept, leftOut: await describedColumns(table, unused) }
}

async function defaultCoordinates(table: Table, { weight, keep = [] }: ColumnOptions): Promise<ColumnSpec[]> {
  const taken = new Set([weight, ...keep.map(spec => spec.name)])
  const numeric = table.columns.filter(({ name, kind }) => kind === 'number' && !taken.has(name))
  if (numeric.length === 0) {
    await checkHasRows(table)
    throw new InputError(
      `${table.path} has no numeric column; it has ${(await describedColumns(table, table.columns)).join(', ')}`,
      table.expressions
        ? 'Compute one with --columns, as in --columns "hour=hour(date)"'
        : 'Add a numeric column first',
    )
  }
  return numeric.map(({ name }) => ({ name }))
}

/** Names and types; the value that makes text of a column that looks numeric. */
export async function describedColumns(table: Table, columns: readonly TableColumn[]): Promise<string[]> {
  const shown: string[] = []
  for (const { name, type, kind } of columns.slice(0, MOST_LISTED)) {
    const why = kind === 'text' ? await table.whyText?.(name) : undefined
    shown.push(`${name} (${type}${why === undefined ? '' : `: ${why}`})`)
  }
  const more = columns.length - shown.length
  return more > 0 ? [...shown, `${more} more`] : shown
}

function keptColumns(
  table: Table,
  coordinates: readonly ColumnSpec[],
  weight: ColumnSpec | undefined,
  keep: readonly ColumnSpec[],
): ColumnSpec[] {
  const taken = new Set(coordinates.map(spec => spec.name))
  const all = keep.some(spec => spec.name === '*')
  const others = table.columns.filter(({ name }) => name !== weight?.name)
  const wanted = all ? others.map(({ name }): ColumnSpec => ({ name })) : keep
  return wanted.filter(spec => !taken.has(spec.name))
}

async function existing(
  table: Table,
  specs: readonly ColumnSpec[],
  option: string,
): Promise<readonly TableColumn[]> {
  for (const { name, expression } of specs) {
    if (expression !== undefined || table.columns.some(column => column.name === name)) continue
    throw new OptionError(
      `${option} names '${name}', which ${table.path} does not have`,
      table.expressions && /[()+*/]/.test(name)
        ? `If it is to be computed, name it, as in --columns "name=${name}"; columns are ${listed(table.columns)}`
        : `Choose among ${listed(table.columns)}`,
    )
  }
  return specs.length === 0 ? [] : table.describe(specs)
}

function checkNumeric(
  table: Table,
  described: readonly TableColumn[],
  specs: readonly ColumnSpec[],
  option: string,
): void {
  described.forEach(({ kind, type }, i) => {
    if (kind === 'number' || kind === 'boolean') return
    const { name } = specs[i]
    const remedy = table.expressions
      ? conversion(kind, name, type)
      : `Carry it along with --keep ${name}, or convert it first`
    throw new InputError(`${option}: column "${name}" is of the type ${type}, not a number`, remedy)
  })
}

/** A column without values has no type. */
export async function checkHasRows(table: Table): Promise<void> {
  if ((await table.count.rows()) > 0) return
  throw new InputError(`${table.path} has no rows`, 'Name a table that has some')
}

/** A date is at 0 o'clock. */
export function timeExample(name: string, type: string): string {
  return type === 'DATE' ? `"day=epoch(${name})/86400"` : `"hour=hour(${name})" or "time=epoch(${name})"`
}

/** How to make a number of a column that is none. */
function conversion(kind: ColumnKind, name: string, type: string): string {
  switch (kind) {
    case 'time':
      return `Make a number of it, as in --columns ${timeExample(name, type)}`
    case 'text':
      return `Carry it along with --keep ${name}, or convert it, as in "${name}=try_cast(${name} AS DOUBLE)"`
    default:
      return 'Choose a numeric column'
  }
}

function listed(columns: readonly TableColumn[]): string {
  const shown = columns.slice(0, MOST_LISTED).map(({ name, type }) => `${name} (${type})`)
  const more = columns.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
