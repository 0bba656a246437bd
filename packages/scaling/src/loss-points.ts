import { InputError } from '@polylog/core'

/** Losses of training runs, one entry a run: repeats are entries of one size. */
export interface Losses {
  /** Rows, neurons, or whatever grows; `> 0`. */
  readonly sizes: ArrayLike<number>
  /** `> 0`. */
  readonly losses: ArrayLike<number>
}

/** What is known of one size. */
export interface LossPoint {
  readonly size: number
  readonly losses: readonly number[]
  readonly mean: number
  /** Standard error of the mean, in units of the loss; all are only known up to one factor where `isErrorKnown` is false. */
  readonly standardError: number
}

export interface LossPoints {
  /** Ascending by size. */
  readonly points: readonly LossPoint[]
  /** Whether repeats tell how far losses scatter; else all are taken to scatter by one share of themselves. */
  readonly isErrorKnown: boolean
  /** Differences within sizes that the scatter is estimated from. */
  readonly freedom: number
}

/** Differences within sizes from which the scatter of losses is known well enough. */
const LEAST_FREEDOM = 3

/**
 * Runs put together by size. The scatter is a share of the loss, the same for all sizes, estimated from all repeats.
 *
 * @throws InputError for lists of different lengths, or a size or loss that is not a positive number: the entry is named
 */
export function lossPoints({ sizes, losses }: Losses): LossPoints {
  if (!sizes || !losses) throw new InputError('There are no sizes or no losses', 'Give { sizes, losses }')
  if (sizes.length !== losses.length) {
    throw new InputError(
      `There are ${sizes.length} sizes for ${losses.length} losses`,
      'Give one of each for every run',
    )
  }
  const bySize = new Map<number, number[]>()
  for (let run = 0; run < sizes.length; run++) {
    checkPositive('size', sizes[run], run)
    checkPositive('loss', losses[run], run)
    bySize.set(sizes[run], [...(bySize.get(sizes[run]) ?? []), losses[run]])
  }
  const groups = [...bySize].sort(([a], [b]) => a - b)
  let squares = 0
  let freedom = 0
  for (const [, group] of groups) {
    const mean = meanOf(group)
    for (const loss of group) squares += ((loss - mean) / mean) ** 2
    freedom += group.length - 1
  }
  const isErrorKnown = freedom >= LEAST_FREEDOM && squares > 0
  const share = isErrorKnown ? Math.sqrt(squares / freedom) : 1
  return {
    isErrorKnown,
    freedom,
    points: groups.map(([size, group]) => {
      const mean = meanOf(group)
      return { size, losses: group, mean, standardError: (share * mean) / Math.sqrt(group.length) }
    }),
  }
}

function checkPositive(name: string, value: number, row: number): void {
  if (value > 0 && value < Infinity) return
  throw new InputError(`The ${name} in row ${row} is ${value}`, 'Give positive numbers', { row })
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
