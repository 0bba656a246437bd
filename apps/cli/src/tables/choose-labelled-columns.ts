import { InputError, OptionError } from '@polylog/core'
import { checkHasRows, describedColumns, timeExample } from './choose-columns.js'
import type { ColumnSpec, Table, TableColumn } from './table.js'

export interface LabelledColumnOptions {
  /** Inputs; all numeric and boolean columns that have no other part to play, by default. */
  readonly columns?: readonly ColumnSpec[]
  readonly target?: ColumnSpec
  readonly by: readonly ColumnSpec[]
  readonly weight?: string
  readonly keep: readonly ColumnSpec[]
}

/** Columns and the parts they play, each with its type. */
export interface LabelledColumns {
  readonly inputs: readonly ColumnSpec[]
  /** Inputs, target and groups, each once, in that order. */
  readonly specs: readonly ColumnSpec[]
  readonly described: readonly TableColumn[]
  readonly weight?: ColumnSpec
  readonly kept: readonly ColumnSpec[]
  /** Columns that play no part though none were named, described for a person. */
  readonly leftOut: readonly string[]
}

/** @throws OptionError for columns that are missing, @throws InputError for those of a type that cannot be used */
export async function chooseLabelledColumns(
  table: Table,
  { columns, target, by, weight, keep }: LabelledColumnOptions,
): Promise<LabelledColumns> {
  const parts = [...(target ? [target] : []), ...by]
  const taken = new Set([...parts, ...keep].map(({ name }) => name).concat(weight ?? []))
  const inputs =
    columns ??
    table.columns
      .filter(isUsual)
      .filter(({ name }) => !taken.has(name))
      .map(({ name }) => ({ name }))
  if (inputs.length === 0) {
    await checkHasRows(table)
    throw new InputError(
      `No numeric column of ${table.path} is left as an input`,
      'Name inputs with --columns',
    )
  }
  if (target && inputs.some(({ name }) => name === target.name)) {
    throw new OptionError(
      `--columns names '${target.name}', which is the target`,
      'Leave it out of --columns',
    )
  }
  const specs = [
    ...inputs,
    ...parts.filter(({ name }, i) => isFirst(parts, i) && !inputs.some(input => input.name === name)),
  ]
  const weightSpec = weight === undefined ? undefined : { name: weight }
  checkExisting(table, [
    ...specs,
    ...(weightSpec ? [weightSpec] : []),
    ...keep.filter(({ name }) => name !== '*'),
  ])
  const described = await table.describe(specs)
  described.forEach(({ type, kind }, i) => {
    if (kind === 'number' || kind === 'boolean' || kind === 'text') return
    throw new InputError(
      `Column "${specs[i].name}" of ${table.path} is of the type ${type}`,
      kind === 'time'
        ? `Make a number of it, as in ${timeExample(specs[i].name, type)}`
        : 'Choose numbers, booleans or texts',
    )
  })
  await checkNoStrayTexts(table, [...inputs, ...(target ? [target] : [])])
  const used = new Set(specs.map(({ name }) => name))
  const wanted = keep.some(({ name }) => name === '*')
    ? table.columns.filter(({ name }) => name !== weight).map(({ name }) => ({ name }))
    : keep
  const kept = wanted.filter(({ name }) => !used.has(name))
  const played = new Set([...used, ...kept.map(({ name }) => name), weight])
  const unused = columns === undefined ? table.columns.filter(({ name }) => !played.has(name)) : []
  return {
    ...{ inputs, specs, described, kept },
    weight: weightSpec,
    leftOut: await describedColumns(table, unused),
  }
}

/** A column of numbers with a few that are mistyped is one of texts, which as categories are another thing altogether. */
async function checkNoStrayTexts(table: Table, specs: readonly ColumnSpec[]): Promise<void> {
  for (const { name, expression } of specs) {
    const isText = table.columns.some(column => column.name === name && column.kind === 'text')
    const why = expression === undefined && isText ? await table.whyText?.(name) : undefined
    if (why === undefined) continue
    throw new InputError(
      `Column "${name}" of ${table.path} is one of texts, and looks like one of numbers: ${why}`,
      `Correct it, or leave such rows out with "${name}=try_cast(${name} AS DOUBLE)" and --nulls drop; "${name}=${name}::VARCHAR" takes all as texts`,
    )
  }
}

function isUsual({ kind }: TableColumn): boolean {
  return kind === 'number' || kind === 'boolean'
}

function isFirst(specs: readonly ColumnSpec[], i: number): boolean {
  return specs.findIndex(({ name }) => name === specs[i].name) === i
}

function checkExisting(table: Table, specs: readonly ColumnSpec[]): void {
  for (const { name, expression } of specs) {
    if (expression !== undefined || table.columns.some(column => column.name === name)) continue
    throw new OptionError(
      `There is no column '${name}' in ${table.path}`,
      `Choose among ${table.columns.map(column => `${column.name} (${column.type})`).join(', ')}`,
    )
  }
}
