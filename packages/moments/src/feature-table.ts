import {
  allRows,
  boxOf,
  type FeatureRequest,
  type FeatureTable,
  frameOfBox,
  type MomentRequest,
  type ScaledMoments,
  type WeightedSet,
} from '@polylog/core'
import { createMomentAccumulator, type MomentAccumulator } from './accumulator.js'
import { BLOCK, compileFeatures, type FeatureEvaluator } from './compile-features.js'

/** Every point's features, cell by cell, one row per point: the `features` operation of the contract. */
export function featureTable({ set, cells, map, frames }: FeatureRequest): FeatureTable {
  const { points, dim } = set
  const { count, evaluate } = compileFeatures(map, dim)
  const values = new Float64Array(cells.permutation.length * count)
  const block = new Float64Array(count * BLOCK)
  const frame = new Float64Array(2 * dim)
  for (let cell = 0; cell < cells.count; cell++) {
    frameOfBox(frames, dim, frame, cell * 2 * dim)
    const end = cells.offsets[cell + 1]
    for (let start = cells.offsets[cell]; start < end; start += BLOCK) {
      const size = Math.min(BLOCK, end - start)
      evaluate(points, cells.permutation, start, start + size, frame, block)
      for (let p = 0; p < size; p++) {
        const at = (start + p) * count
        for (let j = 0; j < count; j++) values[at + j] = block[j * BLOCK + p]
      }
    }
  }
  return { count, values }
}

/** `Σ c φ(w)` over each cell, compensated: the `moments` operation of the contract. */
export function cellMoments(request: MomentRequest): Float64Array {
  return scaledCellMoments(request).sums
}

/** `Σ c φ(w)` and `Σ c |φ(w)|` over each cell: the `scaledMoments` operation of the contract. */
export function scaledCellMoments({ set, cells, map, frames }: MomentRequest): ScaledMoments {
  const { points, dim } = set
  const evaluator = compileFeatures(map, dim)
  const { count } = evaluator
  const accumulator = createMomentAccumulator(count)
  const frame = new Float64Array(2 * dim)
  const sums = new Float64Array(cells.count * count)
  const scales = new Float64Array(cells.count * count)
  for (let cell = 0; cell < cells.count; cell++) {
    frameOfBox(frames, dim, frame, cell * 2 * dim)
    accumulator.reset()
    addRows(
      points,
      set.weights,
      evaluator,
      cells.permutation,
      cells.offsets[cell],
      cells.offsets[cell + 1],
      frame,
      accumulator,
    )
    accumulator.settle()
    sums.set(accumulator.sums, cell * count)
    scales.set(accumulator.scales, cell * count)
  }
  return { sums, scales }
}

/** Adds the weighted features of `rows[from] … rows[to - 1]` to the sums. */
export function addRows(
  points: Float64Array,
  weights: Float64Array,
  { count, evaluate }: FeatureEvaluator,
  rows: Uint32Array,
  from: number,
  to: number,
  frame: Float64Array,
  sums: MomentAccumulator,
): void {
  const block = new Float64Array(count * BLOCK)
  for (let start = from; start < to; start += BLOCK) {
    const size = Math.min(BLOCK, to - start)
    evaluate(points, rows, start, start + size, frame, block, 0, weights)
    sums.add(block, 0, size)
  }
}

/** Compensated sums over a whole set, with polynomials on the box of the rows that carry weight. */
export function featureSums(
  set: WeightedSet,
  map: FeatureRequest['map'],
  box: Float64Array = boxOf(set),
): ScaledMoments {
  const frame = new Float64Array(2 * set.dim)
  frameOfBox(box, set.dim, frame)
  const evaluator = compileFeatures(map, set.dim)
  const accumulator = createMomentAccumulator(evaluator.count)
  const rows = allRows(set.size)
  addRows(set.points, set.weights, evaluator, rows, 0, set.size, frame, accumulator)
  accumulator.settle()
  return { sums: accumulator.sums, scales: accumulator.scales }
}
