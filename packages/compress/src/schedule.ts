import type { Quality } from './compress-options.js'

/** One pass: cover what is left with so many cells, and bring it down to `goal` points. */
export interface Pass {
  readonly cells: number
  readonly goal: number
}

/**
 * Sizes on the way down, as multiples of the final one. The last halvings decide the error, since the cells are
 * largest there; each takes a covering of its own.
 */
const LADDERS: Readonly<Record<Quality, readonly number[]>> = {
  fast: [],
  balanced: [3, 1.6],
  best: [4, 2, 1.5, 1.25, 1.1],
}

/**
 * The passes from `inputSize` points to at most `size`, with `featureCount` features in every cell.
 */
export function passSchedule(
  inputSize: number,
  size: number,
  featureCount: number,
  quality: Quality,
): readonly Pass[] {
  const goals = LADDERS[quality]
    .map(factor => Math.ceil(factor * size))
    .filter(goal => goal < 0.9 * inputSize)
  return [...goals, size].map(goal => ({ cells: Math.max(1, Math.floor(goal / featureCount)), goal }))
}
