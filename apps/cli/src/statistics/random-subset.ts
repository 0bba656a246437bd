import { type Rng, takeRows, totalMass, type WeightedSet } from '@polylog/core'

/**
 * Rows drawn at random without replacement, their weights scaled to the mass of all: what one would do without
 * compression. Row numbers ascend.
 */
export function randomSubset(set: WeightedSet, size: number, rng: Rng): WeightedSet {
  const { points, weights, dim } = set
  const rows = drawRows(set.size, Math.min(size, set.size), rng)
  const drawn = {
    size: rows.length,
    dim,
    points: takeRows(points, rows, dim),
    weights: takeRows(weights, rows),
  }
  return scaledToMass(drawn, totalMass(set))
}

/** The same points with weights in proportion, of the given sum. */
export function scaledToMass(set: WeightedSet, mass: number): WeightedSet {
  const own = set.weights.reduce((sum, weight) => sum + weight, 0)
  const scale = own > 0 ? mass / own : 0
  return { ...set, weights: set.weights.map(weight => weight * scale) }
}

/** Floyd's sample of `count` of the numbers below `bound` (Bentley and Floyd 1987), ascending. */
export function drawRows(bound: number, count: number, rng: Rng): Float64Array {
  const drawn = new Set<number>()
  for (let last = bound - count; last < bound; last++) {
    const row = rng.integer(last + 1)
    drawn.add(drawn.has(row) ? last : row)
  }
  return Float64Array.from(drawn).sort()
}
