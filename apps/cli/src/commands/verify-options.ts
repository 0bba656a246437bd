import type { Kernel } from '@polylog/core'
import { checkPath } from '../output/check-paths.js'
import { parseColumnSpecs } from '../tables/column-spec.js'
import { type DelimitedOptions, delimitedOptions } from '../tables/delimited-text.js'
import { type Format, parseFormat } from '../tables/format.js'
import type { ColumnSpec } from '../tables/table.js'
import { parseBytes, parseInteger, parseKernel, parseNulls, parseNumber } from './option-values.js'

/** The options of `verify` as they were typed. */
export interface VerifyFlags {
  readonly delimiter?: string
  readonly decimal?: string
  readonly columns?: string
  readonly target?: string
  readonly order: string
  readonly weight?: string
  readonly coresetWeight: string
  readonly nulls: string
  readonly format?: string
  readonly coresetFormat?: string
  readonly memory?: string
  readonly metrics?: boolean
  readonly kernel: string
  readonly maxMass?: string
  readonly maxMoment?: string
  readonly maxQuantile?: string
  readonly maxCoefficient?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** What must not be exceeded; each in the unit of `Comparison.worst`. */
export type Limits = Readonly<Partial<Record<'mass' | 'moment' | 'quantile' | 'coefficient', number>>>

/** The options of `verify`, checked. */
export interface VerifyRequest {
  readonly delimited: DelimitedOptions
  readonly original: string
  readonly coreset: string
  readonly columns?: readonly ColumnSpec[]
  readonly target?: string
  readonly order: number
  readonly weight?: string
  readonly coresetWeight: string
  readonly nulls: 'drop' | 'error'
  readonly format?: Format
  readonly coresetFormat?: Format
  /** Bytes that the run may take; by default a share of what is free. */
  readonly memory?: number
  /** The kernel of the discrepancy, if distances of distributions are asked for. */
  readonly metrics?: Kernel
  readonly limits: Limits
  readonly json: boolean
  readonly quiet: boolean
}

/** @throws OptionError naming the option, its value and what would do */
export function verifyRequest(original: string, coreset: string, flags: VerifyFlags): VerifyRequest {
  checkPath(original, 'the original file')
  checkPath(coreset, 'the coreset file')
  const kernel = parseKernel(flags.kernel)
  const limit = (text: string | undefined, option: string) =>
    text === undefined ? undefined : parseNumber(text, option)
  return {
    original,
    coreset,
    delimited: delimitedOptions(flags),
    columns: flags.columns === undefined ? undefined : parseColumnSpecs(flags.columns, '--columns'),
    target: flags.target,
    order: parseInteger(flags.order, '--order', 0),
    weight: flags.weight,
    coresetWeight: flags.coresetWeight,
    nulls: parseNulls(flags.nulls),
    format: flags.format === undefined ? undefined : parseFormat(flags.format, '--format'),
    coresetFormat:
      flags.coresetFormat === undefined ? undefined : parseFormat(flags.coresetFormat, '--coreset-format'),
    memory: flags.memory === undefined ? undefined : parseBytes(flags.memory, '--memory'),
    metrics: flags.metrics === true ? kernel : undefined,
    limits: {
      mass: limit(flags.maxMass, '--max-mass'),
      moment: limit(flags.maxMoment, '--max-moment'),
      quantile: limit(flags.maxQuantile, '--max-quantile'),
      coefficient: limit(flags.maxCoefficient, '--max-coefficient'),
    },
    json: flags.json === true,
    quiet: flags.quiet === true,
  }
}
