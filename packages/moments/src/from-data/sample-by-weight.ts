import type { Rng, WeightedSet } from '@polylog/core'

/** So many rows, drawn with replacement in proportion to their weights. */
export function sampleByWeight({ size, weights }: WeightedSet, count: number, rng: Rng): Uint32Array {
  const cumulative = new Float64Array(size)
  let total = 0
  let lastOfWeight = 0
  for (let row = 0; row < size; row++) {
    total += weights[row]
    cumulative[row] = total
    if (weights[row] > 0) lastOfWeight = row
  }
  return Uint32Array.from({ length: count }, () => {
    const share = rng.uniform() * total
    let low = 0
    let high = lastOfWeight
    while (low < high) {
      const middle = (low + high) >>> 1
      if (cumulative[middle] > share) high = middle
      else low = middle + 1
    }
    return low
  })
}
