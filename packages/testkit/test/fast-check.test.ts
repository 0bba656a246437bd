import { checkWeightedSet } from '@polylog/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
// biome-ignore lint/plugin: the aliases of the test runner know main entries only
import { arbitraryHardSet } from '../src/fast-check.js'

test('arbitrary hard sets are valid and within their bounds', () => {
  fc.assert(
    fc.property(arbitraryHardSet({ maxSize: 20, maxDim: 3 }), ({ set }) => {
      checkWeightedSet(set)
      return set.size <= 20 && set.dim <= 3
    }),
  )
})

test('a counterexample shrinks to few points in one dimension', () => {
  const { counterexample } = fc.check(
    fc.property(arbitraryHardSet({ families: ['generic'] }), ({ set }) => set.size < 5),
    { seed: 1 },
  )
  expect(counterexample?.[0].set).toMatchObject({ size: 5, dim: 1 })
})
