import { type Rng, totalMass, type WeightedSet } from '@polylog/core'

/**
 * Rows drawn at random without replacement, their weights scaled to the mass of all: what one would do without
 * compression. Row numbers ascend.
 */
export function randomSubset(set: WeightedSet, size: number, rng: Rng): WeightedSet {
  const { points, weights, dim } = set
  const rows = drawRows(set.size, Math.min(size, set.size), rng)
  const drawn = Float64Array.from(rows, row => weights[row])
  const drawnMass = drawn.reduce((sum, weight) => sum + weight, 0)
  const scale = drawnMass > 0 ? totalMass(set) / drawnMass : 0
  const subset = new Float64Array(rows.length * dim)
  rows.forEach((row, i) => {
    subset.set(points.subarray(row * dim, (row + 1) * dim), i * dim)
  })
  return { size: rows.length, dim, points: subset, weights: drawn.map(weight => weight * scale) }
}

/** Floyd's sample of `count` of the numbers below `bound` (Bentley and Floyd 1987), ascending. */
function drawRows(bound: number, count: number, rng: Rng): Uint32Array {
  const drawn = new Set<number>()
  for (let last = bound - count; last < bound; last++) {
    const row = rng.integer(last + 1)
    drawn.add(drawn.has(row) ? last : row)
  }
  return Uint32Array.from(drawn).sort()
}
