import { oneCell, weightedSet } from '@polylog/core'
import { expect, test } from 'vitest'

test('one cell holds every row once, in order, with the mass of all', () => {
  const set = weightedSet([[1], [2], [3]], { weights: [1, 0, 0.5] })
  expect(oneCell(set)).toEqual({
    count: 1,
    offsets: Uint32Array.of(0, 3),
    permutation: Uint32Array.of(0, 1, 2),
    counts: Uint32Array.of(3),
    masses: Float64Array.of(1.5),
    diameters: Float64Array.of(Infinity),
  })
})
