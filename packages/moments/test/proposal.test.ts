import { createRng, type FeatureTable } from '@polylog/core'
import { chebyshev, featureTable, reduceCells } from '@polylog/moments'
import { HARD_FAMILIES, hardSet } from '@polylog/testkit'
import { describe, expect, test } from 'vitest'
import { plainBox } from './plain-features.js'
import { dealtCells, expectReduction, rowsOf } from './reduction-claims.js'

const MAP = chebyshev(4)

/** A request to reduce two cells, with the features that an engine of single precision might propose. */
function proposedRequest(family: (typeof HARD_FAMILIES)[number], spoil = (value: number) => value) {
  const hard = hardSet(family, createRng(12), { dim: 2, size: 140 })
  const cells = dealtCells(hard.set, 2)
  const frames = Float64Array.from(
    Array.from({ length: cells.count }, (_, cell) => [...plainBox(hard.set, rowsOf(cells, cell))]).flat(),
  )
  const { count, values } = featureTable({ set: hard.set, cells, map: MAP, frames })
  const proposal: FeatureTable = { count, values: Float32Array.from(values, spoil) }
  const targets = new Uint32Array(cells.count).fill(1)
  return { hard, request: { set: hard.set, cells, map: MAP, targets, proposal } }
}

describe.each(HARD_FAMILIES)('on the family: %s', family => {
  test('supports proposed in single precision carry weights of double precision', () => {
    const { hard, request } = proposedRequest(family)
    expectReduction(request, reduceCells(request), hard)
  })

  test('useless proposals do no harm', () => {
    for (const spoil of [() => 0, (value: number) => Math.round(value), (value: number) => value + 1]) {
      const { hard, request } = proposedRequest(family, spoil)
      expectReduction(request, reduceCells(request), hard)
    }
  })
})

test('cells are done again where the proposal was no good, and only there', () => {
  expect(reduceCells(proposedRequest('generic').request).redone).toBe(0)
  expect(reduceCells(proposedRequest('generic', value => Math.round(value)).request).redone).toBe(2)
  const { proposal: _, ...request } = proposedRequest('generic').request
  expect(reduceCells(request).redone).toBe(0)
})
