import {
  type Cells,
  type FeatureMap,
  featureCount,
  polynomialCount,
  type ReduceRequest,
  type Reduction,
  type WeightedSet,
} from '@polylog/core'
import { cellsFrom } from '@polylog/covering'
import type { HardSet } from '@polylog/testkit'
import { expect } from 'vitest'
import { plainBox, plainMoments, plainSum } from './plain-features.js'

export const TOLERANCE = 1e-12

/** Rows dealt out like cards, the last first: cells that are neither neighbours nor in order. */
export function dealtCells(set: WeightedSet, count: number): Cells {
  const dealt = Array.from({ length: Math.min(count, set.size) }, (_, cell) =>
    Array.from({ length: set.size }, (_, row) => set.size - 1 - row).filter(row => row % count === cell),
  )
  const offsets = new Uint32Array(dealt.length + 1)
  dealt.forEach((rows, cell) => {
    offsets[cell + 1] = offsets[cell] + rows.length
  })
  return cellsFrom(set, offsets, Uint32Array.from(dealt.flat()))
}

export const rowsOf = ({ permutation, offsets }: Cells, cell: number): number[] =>
  Array.from(permutation.subarray(offsets[cell], offsets[cell + 1]))

/** Most features that can be independent on these rows, known from how the set was made. */
export function rankBound(map: FeatureMap, { set, flatDim }: HardSet, rows: readonly number[]): number {
  const distinct = new Set(rows.map(row => set.points.subarray(row * set.dim, (row + 1) * set.dim).join()))
    .size
  const ofMap = (part: FeatureMap): number => {
    switch (part.kind) {
      case 'polynomial':
        return flatDim === 0 ? 1 : polynomialCount(flatDim, part.order)
      case 'directions':
        return 1 + Math.min(flatDim, part.count)
      case 'custom':
        return 1 + part.count
      case 'sum':
        return part.maps.reduce((rank, inner) => rank + ofMap(inner) - 1, 1)
      default:
        return featureCount(part, set.dim)
    }
  }
  return Math.min(distinct, ofMap(map))
}

/** All that the contract promises of a reduction. */
export function expectReduction(request: ReduceRequest, result: Reduction, hard: HardSet, label = ''): void {
  const { set, cells } = request
  expect(result.offsets.length, label).toBe(cells.count + 1)
  expect(result.offsets[0], label).toBe(0)
  expect(result.offsets[cells.count], label).toBe(result.indices.length)
  expect(result.weights.length, label).toBe(result.indices.length)
  let largest = 0
  for (let cell = 0; cell < cells.count; cell++) {
    const live = rowsOf(cells, cell).filter(row => set.weights[row] > 0)
    const kept = Array.from(result.indices.subarray(result.offsets[cell], result.offsets[cell + 1]))
    const weights = Array.from(result.weights.subarray(result.offsets[cell], result.offsets[cell + 1]))
    largest = Math.max(largest, expectCell(request, cell, live, kept, weights, hard, label))
  }
  expect(result.residual, `${label}: the residual that is reported`).toBeLessThanOrEqual(TOLERANCE)
  expect(result.residual, `${label}: the residual that is reported`).toBeGreaterThanOrEqual(
    largest / 2 - 1e-14,
  )
}

function expectCell(
  { set, map, targets }: ReduceRequest,
  cell: number,
  live: number[],
  kept: number[],
  weights: number[],
  hard: HardSet,
  label: string,
): number {
  const place = `${label}, cell ${cell}`
  expect(
    weights.every(weight => weight > 0 && weight < Infinity),
    `${place}: weights above 0`,
  ).toBe(true)
  expect(
    kept.every((row, i) => live.includes(row) && (i === 0 || row > kept[i - 1])),
    `${place}: ascending rows of its own that carry weight`,
  ).toBe(true)
  const most = Math.max(targets[cell], rankBound(map, hard, live))
  expect(kept.length, `${place}: support`).toBeLessThanOrEqual(most)
  if (live.length === 0) return 0
  expect(kept.length, `${place}: support`).toBeGreaterThan(0)
  const before = live.map(row => set.weights[row])
  if (live.length <= targets[cell]) {
    expect(kept, `${place}: left as it is`).toEqual(live.toSorted((a, b) => a - b))
    expect(weights, `${place}: left as it is`).toEqual(kept.map(row => set.weights[row]))
  }
  const mass = plainSum(before)
  expect(Math.abs(plainSum(weights) - mass) / mass, `${place}: mass`).toBeLessThanOrEqual(TOLERANCE)
  const box = plainBox(set, live)
  const { sums, scales } = plainMoments(map, set, live, before, box)
  const after = plainMoments(map, set, kept, weights, box).sums
  const residual = Math.max(
    ...sums.map((value, j) => (value === after[j] ? 0 : Math.abs(value - after[j]) / scales[j])),
  )
  expect(residual, `${place}: residual`).toBeLessThanOrEqual(TOLERANCE)
  return residual
}
