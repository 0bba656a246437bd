import { createRng, type WeightedSet, weightedSet } from '@polylog/core'

/** Points uniform on `[-1, 1]^dim`, all of weight 1. */
export function uniformSet(size: number, dim: number, seed: number): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => 2 * rng.uniform() - 1),
    { dim },
  )
}
