import { createRng, InputError, type WeightedSet, weightyRows } from '@polylog/core'
import { sampleByWeight } from './sample-by-weight.js'

/** Pairs of points whose distances are looked at. */
const PAIRS = 2000

/**
 * The median distance between two points drawn by weight, from a seeded sample of pairs: the usual width of a kernel.
 * Pairs of equal points do not count.
 *
 * @throws InputError if all points are equal
 */
export function medianDistance(set: WeightedSet, seed = 0): number {
  const rng = createRng(seed, 'distances')
  const weighty = weightyRows(set.weights)
  const byWeight = distancesOf(set, sampleByWeight(set, 2 * PAIRS, rng))
  // One row may outweigh all others: then they are drawn evenly.
  const distances =
    byWeight.length > 0
      ? byWeight
      : distancesOf(
          set,
          Uint32Array.from({ length: 2 * PAIRS }, () => weighty[rng.integer(weighty.length)]),
        )
  if (distances.length === 0) {
    throw new InputError(
      'The points do not differ, so that there is no median distance',
      'Give points that differ, or a width',
    )
  }
  return distances.sort((a, b) => a - b)[distances.length >> 1]
}

/** Of the rows two by two, where they differ. */
function distancesOf({ points, dim }: WeightedSet, rows: Uint32Array): number[] {
  const distances: number[] = []
  for (let i = 0; i < rows.length; i += 2) {
    const [a, b] = [rows[i] * dim, rows[i + 1] * dim]
    const difference = Float64Array.from({ length: dim }, (_, axis) => points[a + axis] - points[b + axis])
    // Squares of what is far from 1 would under- or overflow.
    const distance = Math.hypot(...difference)
    if (distance > 0) distances.push(distance)
  }
  return distances
}
