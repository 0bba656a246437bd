import { type StreamOptions, streamCompressor } from '@polylog/compress'
import type { WeightedSet } from '@polylog/core'

/** Small enough for streams of few rows to go through many buffers. */
export const SMALL = { size: 40, order: 2, dim: 2, bufferRows: 320 } as const

/** Rows `from … to - 1` of a set, aliased. */
export function slice({ dim, points, weights }: WeightedSet, from: number, to: number): WeightedSet {
  return {
    size: to - from,
    dim,
    points: points.subarray(from * dim, to * dim),
    weights: weights.subarray(from, to),
  }
}

/** A stream of a set that is cut before the given rows. */
export async function streamed(set: WeightedSet, options: StreamOptions, cuts: readonly number[] = []) {
  const stream = streamCompressor(options)
  const ends = [...cuts, set.size]
  let from = 0
  for (const end of ends) {
    await stream.push(slice(set, from, end))
    from = end
  }
  return stream.finish()
}
