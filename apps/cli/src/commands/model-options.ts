import { OptionError } from '@polylog/core'
import { ACTIVATIONS, type Activation } from '../models/dense-activation.js'
import { isSafetensors } from '../models/model-source.js'
import { checkPath, checkPaths } from '../output/check-paths.js'
import { parseColumnSpecs } from '../tables/column-spec.js'
import { type DelimitedOptions, delimitedOptions } from '../tables/delimited-text.js'
import { type Format, parseFormat } from '../tables/format.js'
import type { ColumnSpec } from '../tables/table.js'
import { oneOf, parseInteger, parseNulls, parseNumber } from './option-values.js'

/** The options of `model` as they were typed. */
export interface ModelFlags {
  readonly keep?: string
  readonly size?: string
  readonly tolerance?: string
  readonly calibration?: string
  readonly columns?: string
  readonly nulls: string
  readonly format?: string
  readonly delimiter?: string
  readonly decimal?: string
  readonly layers?: string
  readonly by: string
  readonly goal: string
  readonly movement?: string
  readonly nodes: string
  readonly correct?: boolean
  readonly activation?: string
  readonly out?: string
  readonly seed: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** The options of `model`, checked. */
export interface ModelRequest {
  readonly path: string
  readonly goal: 'function' | 'training'
  /** How far training will carry the weights, over their length. */
  readonly movement?: number
  readonly nodes: 'kept' | 'free'
  readonly amount: { readonly keep: number } | { readonly size: number } | { readonly tolerance: number }
  readonly calibration?: CalibrationRequest
  readonly layers?: readonly string[]
  readonly by: 'auto' | 'moments' | 'contributions' | 'tangent'
  readonly correction: 'none' | 'least-squares'
  /** Of the layers in a safetensors file. */
  readonly activation?: Activation
  /** Folder that is to be made, or a safetensors file. */
  readonly out: string
  readonly seed: number
  readonly json: boolean
  readonly quiet: boolean
}

/** A table whose rows are inputs of the model. */
export interface CalibrationRequest {
  readonly path: string
  readonly format?: Format
  readonly delimited: DelimitedOptions
  readonly columns?: readonly ColumnSpec[]
  readonly nulls: 'drop' | 'error'
}

/** @throws OptionError naming the option, its value and what would do */
export function modelRequest(path: string, flags: ModelFlags): ModelRequest {
  checkPath(path, 'the model')
  if (flags.out === undefined) {
    throw new OptionError(
      '--out is not given',
      'Name a folder that is to be made, such as --out small, or a file that ends in .safetensors',
    )
  }
  checkPath(flags.out, '--out')
  if (isSafetensors(flags.out)) {
    const inputs = [['the input file', path] as const, ['--calibration', flags.calibration] as const]
    checkPaths(inputs, [['--out', flags.out]])
  }
  checkCalibrated(flags)
  return {
    path,
    amount: parseAmount(flags),
    ...(flags.calibration !== undefined && { calibration: calibrationRequest(flags.calibration, flags) }),
    ...(flags.layers !== undefined && { layers: flags.layers.split(',').map(name => name.trim()) }),
    by: oneOf(flags.by, ['auto', 'moments', 'contributions', 'tangent'], '--by'),
    goal: oneOf(flags.goal, ['function', 'training'], '--goal'),
    ...(flags.movement !== undefined && { movement: parseNumber(flags.movement, '--movement') }),
    nodes: oneOf(flags.nodes, ['kept', 'free'], '--nodes'),
    correction: flags.correct ? 'least-squares' : 'none',
    ...(flags.activation !== undefined && { activation: parseActivation(flags.activation, path) }),
    out: flags.out,
    seed: parseInteger(flags.seed, '--seed', 0),
    json: flags.json === true,
    quiet: flags.quiet === true,
  }
}

/** A model.json says itself what its activations are. */
function parseActivation(text: string, path: string): Activation {
  if (isSafetensors(path)) return oneOf(text, ACTIVATIONS, '--activation')
  throw new OptionError(
    `--activation is given, and ${path} is no safetensors file: its layers have activations of their own`,
    'Leave --activation out',
  )
}

/** What tells how a table is read needs one, and so does what looks at rows. */
function checkCalibrated(flags: ModelFlags): void {
  const { calibration, tolerance, nodes, goal, movement, by, correct } = flags
  if (calibration !== undefined) return
  const idle = (['columns', 'format', 'delimiter', 'decimal'] as const).find(
    name => flags[name] !== undefined,
  )
  const needing = [
    idle && `--${idle}`,
    tolerance !== undefined && '--tolerance',
    nodes === 'free' && goal !== 'training' && '--nodes free',
    movement !== undefined && '--movement',
    (by === 'contributions' || by === 'tangent') && `--by ${by}`,
    correct && '--correct',
  ].find(Boolean)
  if (!needing) return
  throw new OptionError(
    `${needing} is given without --calibration`,
    'Name the table of inputs: --calibration rows.csv',
  )
}

function calibrationRequest(path: string, flags: ModelFlags): CalibrationRequest {
  checkPath(path, '--calibration')
  return {
    path,
    ...(flags.format !== undefined && { format: parseFormat(flags.format, '--format') }),
    delimited: delimitedOptions(flags),
    ...(flags.columns !== undefined && { columns: parseColumnSpecs(flags.columns, '--columns') }),
    nulls: parseNulls(flags.nulls),
  }
}

/** Exactly one of the three. */
function parseAmount(flags: ModelFlags): ModelRequest['amount'] {
  const given = (['keep', 'size', 'tolerance'] as const).filter(name => flags[name] !== undefined)
  if (given.length !== 1) {
    throw new OptionError(
      given.length === 0
        ? 'None of --keep, --size and --tolerance is given'
        : `${given.map(name => `--${name}`).join(' and ')} are given together`,
      'Give exactly one, such as --keep 12.5%',
    )
  }
  if (flags.keep !== undefined) return { keep: parseShare(flags.keep) }
  if (flags.size !== undefined) return { size: parseInteger(flags.size, '--size', 1) }
  const tolerance = parseNumber(flags.tolerance!, '--tolerance')
  if (tolerance > 0) return { tolerance }
  throw new OptionError(`--tolerance is ${flags.tolerance}`, 'Give a number above 0, such as 0.01')
}

/** `12.5%`, or `0.125`. */
function parseShare(text: string): number {
  const percent = /^(.*)%$/.exec(text.trim())
  const share = percent ? parseNumber(percent[1], '--keep') / 100 : parseNumber(text, '--keep')
  if (share > 0 && share <= 1) return share
  throw new OptionError(`--keep is ${text}`, 'Give a share above 0 and up to 1, such as 12.5% or 0.125')
}
