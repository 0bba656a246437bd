import { OptionError } from '@polylog/core'
import { checkInteger, checkNotNegative } from './check-number.js'

export interface CrowdingOptions {
  /** How many points there are. */
  readonly size: number
  /** How many of them are to lie together. */
  readonly count: number
  /** Side lengths of a box that holds all the points, one per axis. */
  readonly sides: readonly number[]
}

/**
 * A diameter such that some `count` of any `size` points of the box lie in a ball of it. By the pigeonhole
 * principle: cut every side into `s` parts with `s^m (count - 1) < size`; one of the `s^m` boxes holds `count`
 * points, and its diagonal is `1/s` of the whole. At most `2 · diagonal · ((count - 1) / (size - 1))^{1/m}`.
 * (The crowding lemma of arXiv:2510.00504, `O((N/d)^{1/m})`; the constant is derived here.)
 */
export function crowdingDiameter({ size, count, sides }: CrowdingOptions): number {
  checkInteger('size', size, 1)
  checkInteger('count', count, 1)
  if (count > size) throw new OptionError(`count is ${count}`, `Give at most size = ${size}`)
  if (sides.length === 0) throw new OptionError('sides is empty', 'Give one length per axis')
  sides.forEach((side, axis) => {
    checkNotNegative(`sides[${axis}]`, side)
  })
  if (count === 1) return 0
  return Math.hypot(...sides) / integerRoot((size - 1) / (count - 1), sides.length)
}

/** The largest integer `s` with `s^degree <= value`, for `value >= 1`. */
function integerRoot(value: number, degree: number): number {
  let root = Math.max(1, Math.round(value ** (1 / degree)))
  while (root ** degree > value) root--
  return root
}
