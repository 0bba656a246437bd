import { boxOfPoints, type WeightedSet } from '@polylog/core'

/** What a frame grows beyond the need of the moment, of its extent: then it seldom has to. */
const SPARE = 0.25

/**
 * The box of the first rows, all of some weight: `dim` lower, then `dim` upper bounds. An axis along which they are
 * all equal gets an extent, so that the global polynomials see later rows that are not.
 */
export function frameOfFirst(set: WeightedSet): Float64Array {
  const frame = boxOfPoints(set)
  const { dim } = set
  for (let axis = 0; axis < dim; axis++) {
    const value = frame[axis]
    if (frame[dim + axis] / 2 - value / 2 > 0) continue
    const half = Math.abs(value) / 2 || 1
    frame[axis] = value - half
    frame[dim + axis] = value + half
  }
  return frame
}

/** The frame itself if it holds all rows, else one that holds both. */
export function grownFrame(frame: Float64Array, set: WeightedSet): Float64Array {
  const box = boxOfPoints(set)
  const { dim } = set
  if (box.every((bound, i) => (i < dim ? bound >= frame[i] : bound <= frame[i]))) return frame
  return frame.map((bound, i) => {
    const axis = i % dim
    const spare = SPARE * (frame[dim + axis] - frame[axis])
    if (i < dim && box[i] < bound) return Math.max(-Number.MAX_VALUE, Math.min(box[i], bound - spare))
    if (i >= dim && box[i] > bound) return Math.min(Number.MAX_VALUE, Math.max(box[i], bound + spare))
    return bound
  })
}

/** The smallest box around two. */
export function unionFrame(a: Float64Array, b: Float64Array): Float64Array {
  const dim = a.length / 2
  return a.map((bound, i) => (i < dim ? Math.min(bound, b[i]) : Math.max(bound, b[i])))
}

export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false
  return true
}
