import { basename } from 'node:path'
import type { Quality, SizeOptions } from '@polylog/compress'
import type { CoveringKind } from '@polylog/core'
import { OptionError } from '@polylog/core'
import { checkPath, checkPaths } from '../output/check-paths.js'
import type { CheckpointOptions } from '../streaming/stream-rows.js'
import { parseColumnSpecs } from '../tables/column-spec.js'
import { type DelimitedOptions, delimitedOptions } from '../tables/delimited-text.js'
import { type Format, formatOfName, parseFormat } from '../tables/format.js'
import type { ColumnSpec } from '../tables/table.js'
import { type LabelledFlags, type LabelledRequest, labelledRequest } from './labelled-options.js'
import { type BackendName, parseBackendName } from './load-backend.js'
import {
  parseBytes,
  parseCovering,
  parseInteger,
  parseNulls,
  parseOrder,
  parseQuality,
  parseSeed,
  parseSize,
} from './option-values.js'

/** What `compress` and `plan` have in common, as it was typed. */
export interface MatchFlags {
  readonly delimiter?: string
  readonly decimal?: string
  readonly format?: string
  readonly columns?: string
  readonly weight?: string
  readonly nulls: string
  readonly size?: string
  readonly ratio?: string
  readonly tolerance?: string
  readonly order: string
  readonly quality: string
  readonly covering?: string
  readonly backend: string
  readonly memory?: string
  readonly seed: string
  readonly standardize?: boolean
  readonly json?: boolean
}

/** The options of `compress` as they were typed. */
export interface CompressFlags extends MatchFlags, LabelledFlags {
  readonly keep?: string
  readonly out?: string
  readonly outFormat?: string
  readonly weightName: string
  readonly report?: string
  readonly checkpoint?: string
  readonly checkpointEvery: string
  readonly quiet?: boolean
}

/** What is to be matched, and how closely: checked. */
export interface MatchRequest {
  readonly delimited: DelimitedOptions
  readonly path: string
  readonly format?: Format
  readonly columns?: readonly ColumnSpec[]
  readonly weight?: string
  readonly nulls: 'drop' | 'error'
  readonly size: SizeOptions
  readonly order: number | 'auto'
  readonly quality: Quality
  readonly covering?: CoveringKind
  readonly backend: BackendName
  /** Bytes that the run may take; by default a share of what is free. */
  readonly memory?: number
  readonly seed: number
  readonly standardize: boolean
  readonly json: boolean
}

/** The options of `compress`, checked. */
export interface CompressRequest extends MatchRequest {
  readonly keep?: readonly ColumnSpec[]
  readonly out: { readonly path: string; readonly format: Format }
  readonly weightName: string
  readonly report?: string
  /** Where a run that is killed can be taken up again. */
  readonly checkpoint?: CheckpointOptions
  /** Present if a target or groups are named. */
  readonly labelled?: LabelledRequest
  readonly quiet: boolean
}

/** @throws OptionError naming the option, its value and what would do */
export function matchRequest(path: string, flags: MatchFlags): MatchRequest {
  checkPath(path, 'the input file')
  return {
    path,
    format: flags.format === undefined ? undefined : parseFormat(flags.format, '--format'),
    delimited: delimitedOptions(flags),
    columns: flags.columns === undefined ? undefined : parseColumnSpecs(flags.columns, '--columns'),
    weight: flags.weight,
    nulls: parseNulls(flags.nulls),
    size: parseSize(flags),
    order: parseOrder(flags.order),
    quality: parseQuality(flags.quality),
    covering: flags.covering === undefined ? undefined : parseCovering(flags.covering),
    backend: parseBackendName(flags.backend),
    memory: flags.memory === undefined ? undefined : parseBytes(flags.memory, '--memory'),
    seed: parseSeed(flags.seed),
    standardize: flags.standardize !== false,
    json: flags.json === true,
  }
}

/** @throws OptionError naming the option, its value and what would do */
export function compressRequest(path: string, flags: CompressFlags): CompressRequest {
  const request = {
    ...matchRequest(path, flags),
    keep: flags.keep === undefined ? undefined : parseColumnSpecs(flags.keep, '--keep'),
    out: outputOf(path, flags),
    weightName: flags.weightName,
    report: flags.report,
    checkpoint: checkpointOf(flags),
    labelled: labelledRequest(flags),
    quiet: flags.quiet === true,
  }
  if (request.json && request.out.path === '-') {
    throw new OptionError('--json and --out - both claim standard output', 'Name a file with --out')
  }
  if (request.report === '-') throw new OptionError('--report is -', 'Name a file for the page')
  checkPaths(
    [['the input file', path]],
    [
      ['--out', request.out.path],
      ['--report', request.report],
      ['--checkpoint', request.checkpoint?.path],
    ],
  )
  return request
}

function checkpointOf({ checkpoint, checkpointEvery }: CompressFlags): CheckpointOptions | undefined {
  if (checkpoint === undefined) return undefined
  if (checkpoint === '-') throw new OptionError('--checkpoint is -', 'Name a file')
  return { path: checkpoint, every: parseInteger(checkpointEvery, '--checkpoint-every', 1) }
}

/** Where the result goes: by default to `NAME.coreset.EXT` in the working folder. */
function outputOf(path: string, flags: CompressFlags): CompressRequest['out'] {
  const asked = flags.outFormat === undefined ? undefined : parseFormat(flags.outFormat, '--out-format')
  if (flags.out === undefined) {
    if (path === '-') {
      throw new OptionError('--out is missing', 'Name a file for the result, or - for standard output')
    }
    const format = asked ?? formatOfName(path) ?? 'parquet'
    const name = basename(path).replace(/(\.[a-z]+)(\.(gz|zst))?$/i, '')
    return { path: `${name}.coreset.${format}`, format }
  }
  checkPath(flags.out, '--out')
  const format = asked ?? formatOfName(flags.out)
  if (flags.out === '-') return { path: '-', format: format ?? 'csv' }
  if (/\.(gz|zst)$/i.test(flags.out)) {
    throw new OptionError(
      `--out is ${flags.out}`,
      'Results are written uncompressed: leave that extension out',
    )
  }
  if (format === undefined) {
    throw new OptionError(
      `--out is ${flags.out}, whose format its name does not tell`,
      'Use an extension such as .parquet, .csv, .arrow or .npy, or add --out-format',
    )
  }
  return { path: flags.out, format }
}
