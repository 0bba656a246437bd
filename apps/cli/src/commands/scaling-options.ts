import { OptionError } from '@polylog/core'
import type { CompressedSize } from '@polylog/scaling'
import { checkPath, checkPaths } from '../output/check-paths.js'
import { type DelimitedOptions, delimitedOptions } from '../tables/delimited-text.js'
import { type Format, parseFormat } from '../tables/format.js'
import { parseInteger, parseNulls, parseNumber } from './option-values.js'

/** The options of `scaling` as they were typed. */
export interface ScalingFlags {
  readonly format?: string
  readonly delimiter?: string
  readonly decimal?: string
  readonly sizeColumn?: string
  readonly lossColumn?: string
  readonly nulls: string
  readonly dim?: string
  readonly compressTo?: string
  readonly plot?: string | true
  readonly resamplings: string
  readonly seed: string
  readonly json?: boolean
}

/** The options of `scaling`, checked. */
export interface ScalingRequest {
  readonly path: string
  readonly format?: Format
  readonly delimited: DelimitedOptions
  readonly sizeColumn?: string
  readonly lossColumn?: string
  readonly nulls: 'drop' | 'error'
  readonly dim?: number
  readonly compressTo?: CompressedSize
  /** File of the figure. */
  readonly plot?: string
  readonly resamplings: number
  readonly seed: number
  readonly json: boolean
}

/** @throws OptionError naming the option, its value and what would do */
export function scalingRequest(path: string, flags: ScalingFlags): ScalingRequest {
  checkPath(path, 'the table of losses')
  const plot = flags.plot === true ? `${path.replace(/\.[^./\\]*$/, '')}.scaling.svg` : flags.plot
  if (plot !== undefined && path !== '-') checkPaths([['the input file', path]], [['--plot', plot]])
  if (flags.plot === true && path === '-') {
    throw new OptionError('--plot has no file to name the figure after', 'Name it: --plot losses.svg')
  }
  return {
    path,
    format: flags.format === undefined ? undefined : parseFormat(flags.format, '--format'),
    delimited: delimitedOptions(flags),
    sizeColumn: flags.sizeColumn,
    lossColumn: flags.lossColumn,
    nulls: parseNulls(flags.nulls),
    dim: flags.dim === undefined ? undefined : parseInteger(flags.dim, '--dim', 1),
    compressTo: flags.compressTo === undefined ? undefined : parseCompressedSize(flags.compressTo),
    plot,
    resamplings: parseInteger(flags.resamplings, '--resamplings', 1),
    seed: parseInteger(flags.seed, '--seed', 0),
    json: flags.json === true,
  }
}

/** `d^0.5`, or `log^2`. */
function parseCompressedSize(text: string): CompressedSize {
  const power = /^d\^(.+)$/.exec(text)
  const logarithm = /^log(?:\^(.+))?$/.exec(text)
  if (power) {
    const sigma = parseNumber(power[1], '--compress-to d^σ')
    if (sigma > 0 && sigma <= 1) return { sigma }
    throw new OptionError(`--compress-to is '${text}'`, 'Give a power above 0 and at most 1, such as d^0.5')
  }
  if (logarithm) return { dim: parseInteger(logarithm[1] ?? '1', '--compress-to log^m', 1) }
  throw new OptionError(
    `--compress-to is '${text}'`,
    'Give a power of the size, d^0.5, or of its logarithm, log^2',
  )
}
