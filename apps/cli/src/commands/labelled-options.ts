import { OptionError } from '@polylog/core'
import { type Allocation, type Labels, LOSSES, type Loss } from '@polylog/dataset'
import { parseColumnSpecs } from '../tables/column-spec.js'
import type { ColumnSpec } from '../tables/table.js'
import { oneOf, parseInteger } from './option-values.js'

/** The options of `compress` for labelled rows and groups, as they were typed. */
export interface LabelledFlags {
  readonly target?: string
  readonly by?: string
  readonly loss?: string
  readonly labels?: string
  readonly leastSquares?: string
  readonly allocation?: string
}

/** Checked. */
export interface LabelledRequest {
  readonly target?: ColumnSpec
  readonly by: readonly ColumnSpec[]
  readonly loss?: Loss
  readonly labels: Labels
  readonly leastSquares?: number
  readonly allocation: Allocation
}

/** @throws OptionError if several are named */
export function oneColumn(target: string): ColumnSpec {
  const [first, second] = parseColumnSpecs(target, '--target')
  if (second === undefined) return first
  throw new OptionError(`--target names '${first.name}' and '${second.name}'`, 'Name one column of labels')
}

/**
 * @returns nothing if neither a target nor groups are named
 * @throws OptionError naming the option, its value and what would do
 */
export function labelledRequest(flags: LabelledFlags): LabelledRequest | undefined {
  const { target, by, loss, labels, leastSquares, allocation } = flags
  if (target === undefined && by === undefined) {
    const options = {
      '--loss': loss,
      '--labels': labels,
      '--least-squares': leastSquares,
      '--allocation': allocation,
    }
    const alone = Object.entries(options).find(([, value]) => value !== undefined)
    if (alone) {
      throw new OptionError(
        `${alone[0]} is given without ${alone[0] === '--allocation' ? '--by' : '--target'}`,
        'Name the column of labels with --target, or those of groups with --by',
      )
    }
    return undefined
  }
  const ofTarget = { '--loss': loss, '--labels': labels, '--least-squares': leastSquares }
  const without = Object.entries(ofTarget).find(([, value]) => value !== undefined)
  if (target === undefined && without) {
    throw new OptionError(
      `${without[0]} is given without --target`,
      'Name the column of labels with --target',
    )
  }
  return {
    target: target === undefined ? undefined : oneColumn(target),
    by: by === undefined ? [] : parseColumnSpecs(by, '--by'),
    loss: loss === undefined ? undefined : oneOf(loss, LOSSES, '--loss'),
    labels: labels === undefined ? 'kept' : oneOf(labels, ['kept', 'projected'], '--labels'),
    leastSquares: leastSquares === undefined ? undefined : parseInteger(leastSquares, '--least-squares', 0),
    allocation:
      allocation === undefined
        ? 'proportional'
        : oneOf(allocation, ['proportional', 'equal'], '--allocation'),
  }
}
