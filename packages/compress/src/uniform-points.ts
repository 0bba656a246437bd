import { createRng, type WeightedSet, weightedSet } from '@polylog/core'

/** So many points of weight 1, drawn from the cube `[-1, 1]^dim`. */
export function uniformPoints(size: number, dim: number, seed: number): WeightedSet {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * dim }, () => 2 * rng.uniform() - 1),
    { dim },
  )
}
