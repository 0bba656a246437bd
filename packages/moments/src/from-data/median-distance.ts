import { createRng, InputError, type WeightedSet } from '@polylog/core'
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
  const { points, dim } = set
  const rows = sampleByWeight(set, 2 * PAIRS, createRng(seed))
  const distances: number[] = []
  for (let i = 0; i < rows.length; i += 2) {
    const [a, b] = [rows[i] * dim, rows[i + 1] * dim]
    let squared = 0
    for (let axis = 0; axis < dim; axis++) squared += (points[a + axis] - points[b + axis]) ** 2
    if (squared > 0) distances.push(Math.sqrt(squared))
  }
  if (distances.length === 0) {
    throw new InputError(
      'The points do not differ, so that there is no median distance',
      'Give points that differ, or a width',
    )
  }
  return distances.sort((a, b) => a - b)[distances.length >> 1]
}
