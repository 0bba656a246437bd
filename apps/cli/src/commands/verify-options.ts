import { type Kernel, OptionError } from '@polylog/core'
import { checkPath } from '../output/check-paths.js'
import { parseColumnSpecs } from '../tables/column-spec.js'
import { type DelimitedOptions, delimitedOptions } from '../tables/delimited-text.js'
import { type Format, parseFormat } from '../tables/format.js'
import type { ColumnSpec } from '../tables/table.js'
import { oneColumn } from './labelled-options.js'
import { parseBytes, parseInteger, parseKernel, parseNulls, parseNumber, parseSeed } from './option-values.js'

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
  readonly kernel?: string
  readonly maxMass?: string
  readonly maxMoment?: string
  readonly maxQuantile?: string
  readonly maxCoefficient?: string
  readonly train?: boolean
  readonly degree: string
  readonly test?: string
  readonly draws: string
  readonly maxExcess?: string
  readonly seed: string
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
  /** Present if models are trained, instead. */
  readonly train?: TrainRequest
  readonly json: boolean
  readonly quiet: boolean
}

/** Models that are fitted to all rows, to the coreset and to random rows. */
export interface TrainRequest {
  readonly target: ColumnSpec
  readonly degree: number
  /** Rows on which models are tried; those of the original by default. */
  readonly testFile?: string
  /** Of random rows. */
  readonly draws: number
  /** Share by which the coreset's loss may exceed that of all rows. */
  readonly maxExcess?: number
  readonly seed: number
}

/** @throws OptionError naming the option, its value and what would do */
export function verifyRequest(original: string, coreset: string, flags: VerifyFlags): VerifyRequest {
  checkPath(original, 'the original file')
  checkPath(coreset, 'the coreset file')
  const kernel = flags.kernel === undefined ? 'gaussian' : parseKernel(flags.kernel)
  if (flags.kernel !== undefined && flags.metrics !== true) {
    throw new OptionError('--kernel is given without --metrics', 'Add --metrics')
  }
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
    train: trainRequest(flags),
    json: flags.json === true,
    quiet: flags.quiet === true,
  }
}

function trainRequest({
  train,
  target,
  degree,
  test,
  draws,
  maxExcess,
  seed,
  metrics,
  maxMass,
  maxMoment,
  maxQuantile,
  maxCoefficient,
}: VerifyFlags): TrainRequest | undefined {
  if (train !== true) {
    if (test === undefined && maxExcess === undefined) return undefined
    throw new OptionError(
      `${test === undefined ? '--max-excess' : '--test'} is given without --train`,
      'Add --train',
    )
  }
  const others = {
    '--metrics': metrics,
    '--max-mass': maxMass,
    '--max-moment': maxMoment,
    '--max-quantile': maxQuantile,
  }
  const other = Object.entries({ ...others, '--max-coefficient': maxCoefficient }).find(
    ([, value]) => value !== undefined,
  )
  if (other) {
    throw new OptionError(
      `${other[0]} is given with --train, which compares models only`,
      'Verify twice, with --train and without',
    )
  }
  if (target === undefined) {
    throw new OptionError('--train is given without --target', 'Name the column that the model is to tell')
  }
  return {
    target: oneColumn(target),
    degree: parseInteger(degree, '--degree', 1),
    testFile: test,
    draws: parseInteger(draws, '--draws', 1),
    maxExcess: maxExcess === undefined ? undefined : parseNumber(maxExcess, '--max-excess'),
    seed: parseSeed(seed),
  }
}
