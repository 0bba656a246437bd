import { createRng, selectRows, totalMass, type WeightedSet } from '@polylog/core'

/** Rows drawn with replacement, all of one weight, which keep the mass of the set. */
export function randomSubset(set: WeightedSet, size: number, seed: number): WeightedSet {
  const rng = createRng(seed)
  const rows = Uint32Array.from({ length: size }, () => rng.integer(set.size))
  return selectRows(set, rows, new Float64Array(size).fill(totalMass(set) / size))
}
