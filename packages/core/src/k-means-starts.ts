import type { Rng } from './rng.js'

/**
 * k-means++ (Arthur and Vassilvitskii 2007), weighted: each start is a point drawn in proportion to weight times
 * squared distance to the nearest start so far. Fewer than `count` where there are fewer distinct points of
 * positive weight. Returns the starts side by side. `O(n count dim)`.
 */
export function kMeansStarts(
  points: Float64Array,
  dim: number,
  weights: Float64Array,
  count: number,
  rng: Rng,
): Float64Array {
  const size = weights.length
  const starts = new Float64Array(count * dim)
  const squared = new Float64Array(size).fill(Infinity)
  const shares = weights.slice()
  const unit = unitOf(points, dim)
  let found = 0
  while (found < count) {
    const row = drawShare(shares, rng)
    if (row < 0) break
    const from = row * dim
    starts.set(points.subarray(from, from + dim), found * dim)
    found++
    for (let i = 0, at = 0; i < size; i++, at += dim) {
      let sum = 0
      for (let axis = 0; axis < dim; axis++) {
        const difference = (points[at + axis] - points[from + axis]) * unit
        sum += difference * difference
      }
      if (sum < squared[i]) {
        squared[i] = sum
        shares[i] = weights[i] * sum
      }
    }
  }
  return starts.subarray(0, found * dim)
}

/** A power of 2, so that no digit changes: with it, squares of differences neither vanish nor overflow. */
function unitOf(points: Float64Array, dim: number): number {
  let largest = 0
  for (let i = 0; i < points.length; i++) largest = Math.max(largest, Math.abs(points[i] - points[i % dim]))
  return largest > 0 ? 2 ** -Math.max(-1000, Math.min(1000, Math.ceil(Math.log2(largest)))) : 1
}

/** An index drawn in proportion to its share, or -1 if all shares are zero. */
function drawShare(shares: Float64Array, rng: Rng): number {
  let total = 0
  for (let i = 0; i < shares.length; i++) total += shares[i]
  let left = rng.uniform() * total
  let drawn = -1
  for (let i = 0; i < shares.length && left >= 0; i++) {
    if (shares[i] === 0) continue
    drawn = i
    left -= shares[i]
  }
  return drawn
}
