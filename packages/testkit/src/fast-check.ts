import { createRng } from '@polylog/core'
import fc from 'fast-check'
import { HARD_FAMILIES, type HardFamily, type HardSet, hardSet } from './hard-sets.js'

export interface ArbitraryOptions {
  /** Families to draw from; all by default. */
  readonly families?: readonly HardFamily[]
  readonly maxSize?: number
  readonly maxDim?: number
}

/** Hard sets of all families, sizes and dimensions; shrinks to fewer points and coordinates. */
export function arbitraryHardSet({
  families = HARD_FAMILIES,
  maxSize = 80,
  maxDim = 4,
}: ArbitraryOptions = {}): fc.Arbitrary<HardSet> {
  return fc
    .record({
      name: fc.constantFrom(...families),
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      size: fc.integer({ min: 1, max: maxSize }),
      dim: fc.integer({ min: 1, max: maxDim }),
    })
    .map(({ name, seed, size, dim }) => hardSet(name, createRng(seed), { size, dim }))
}
