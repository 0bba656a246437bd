import { allAxes, type FeatureMap, featureCount, splitWidestAxis } from '@polylog/core'
import { addPlainSums, createMomentAccumulator, type MomentAccumulator, weighBlock } from '../accumulator.js'
import { type Buckets, dropDeadRows, splitBuckets } from '../buckets.js'
import type { CellMembers } from '../cell-members.js'
import { type CellReducer, evaluatorCache } from '../cell-reducer.js'
import { BLOCK, type FeatureEvaluator } from '../compile-features.js'
import { mergeEqualPoints } from '../equal-points.js'
import { keepMedoid } from '../medoid.js'
import { createEliminator } from './eliminate.js'
import { finishWeights } from './finish.js'

/** Buckets per feature in a round: it keeps one bucket of so many. */
const FEWEST_BUCKETS = 2
const MOST_BUCKETS = 8

/**
 * Divide and conquer (Maalouf, Jubran and Feldman 2019; Tchernychova 2015) over a crossover of Carathéodory's
 * theorem: the points of a large cell are put into `2N` or more buckets of neighbours, the buckets' barycentres in
 * feature space are reduced to at most `N`, the points of the others are dropped, and so on until every bucket
 * is one point. `O(n N + log(n / N) N^3)` in all.
 *
 * @param largest most points of a cell, for scratch
 * @param evaluatorFor the features of a cell by the axes along which it extends
 */
export function createEliminationReducer(
  map: FeatureMap,
  dim: number,
  largest: number,
  evaluatorFor = evaluatorCache(map, dim),
): CellReducer {
  const maxColumns = featureCount(map, dim)
  const { work } = evaluatorFor(allAxes(dim))
  const maxBuckets = bucketsFor(largest, maxColumns, work) + maxColumns + 1
  const eliminator = createEliminator(maxBuckets, maxColumns)
  const block = new Float64Array(maxColumns * BLOCK)
  const kept = new Float64Array(maxBuckets)
  let coarse: Buckets = { bounds: new Uint32Array(maxBuckets + 1), count: 0 }
  let fine: Buckets = { bounds: new Uint32Array(maxBuckets + 1), count: 0 }
  let keys = new Float64Array(0)

  return {
    reduce(points, weights, members, target) {
      const { rows } = members
      if (rows.length <= target) return 0
      const evaluator = evaluatorFor(members.axes)
      const { count } = evaluator
      if (count === 1 && target <= 1) return keepMedoid(points, dim, weights, rows)
      if (keys.length < rows.length) keys = new Float64Array(rows.length)
      const exact = createMomentAccumulator(count)

      // Where more may stay than the features need, the surplus of rows stays as it is.
      const working = rows.length - Math.max(0, target - maxColumns)
      if (working < rows.length) splitWidestAxis(points, dim, rows, 0, working, rows.length, keys)
      coarse.bounds[1] = working
      coarse.count = 1
      for (let round = 0; ; round++) {
        const left = coarse.bounds[coarse.count]
        const wanted = Math.min(left, bucketsFor(left, count, evaluator.work), maxBuckets - 1 - coarse.count)
        splitBuckets(points, dim, rows, coarse, fine, Math.max(wanted, coarse.count), keys)
        const before = fine.count
        const single = before === left
        const fill = single ? fillPoints : fillBuckets
        fill(points, weights, members, evaluator, round === 0 ? exact : undefined)
        eliminator.eliminate(before, count, kept)
        scaleRows(rows, weights)
        dropDeadRows(rows, fine, weights)
        const swapped = coarse
        coarse = fine
        fine = swapped
        if (single || coarse.count === before) break
      }
      exact.settle()
      mergeEqualPoints(points, dim, rows.subarray(0, coarse.bounds[coarse.count]), weights)
      dropDeadRows(rows, coarse, weights)
      const support = rows.subarray(0, coarse.bounds[coarse.count])
      return finishWeights({ points, dim, weights, support, frame: members.frame, evaluator, exact })
    },
  }

  /** One row of the eliminator per bucket: its mass and its mean features. */
  function fillBuckets(
    points: Float64Array,
    weights: Float64Array,
    { rows, frame }: CellMembers,
    { count, evaluate }: FeatureEvaluator,
    exact: MomentAccumulator | undefined,
  ): void {
    const { data, stride } = eliminator
    const masses = eliminator.weights
    const { bounds } = fine
    const end = bounds[fine.count]
    data.fill(0, 0, fine.count * stride)
    let bucket = 0
    for (let start = 0; start < end; start += BLOCK) {
      const size = Math.min(BLOCK, end - start)
      evaluate(points, rows, start, start + size, frame, block, 0, weights)
      for (let from = 0; from < size; ) {
        const to = Math.min(size, bounds[bucket + 1] - start)
        const at = bucket * stride
        if (exact) exact.add(block, from, to, data, at)
        else addPlainSums(block, count, from, to, data, at)
        if (start + to === bounds[bucket + 1]) bucket++
        from = to
      }
    }
    for (let i = 0; i < fine.count; i++) {
      const at = i * stride
      const mass = data[at]
      masses[i] = mass
      const scale = 1 / mass
      for (let j = 0; j < count; j++) data[at + j] *= scale
    }
  }

  /** Every bucket is one point: equal points have equal rows, to the bit, which the rank must see. */
  function fillPoints(
    points: Float64Array,
    weights: Float64Array,
    { rows, frame }: CellMembers,
    { count, evaluate }: FeatureEvaluator,
    exact: MomentAccumulator | undefined,
  ): void {
    const { data, stride } = eliminator
    const masses = eliminator.weights
    for (let start = 0; start < fine.count; start += BLOCK) {
      const size = Math.min(BLOCK, fine.count - start)
      evaluate(points, rows, start, start + size, frame, block)
      for (let p = 0; p < size; p++) {
        masses[start + p] = weights[rows[start + p]]
        const at = (start + p) * stride
        for (let j = 0; j < count; j++) data[at + j] = block[j * BLOCK + p]
      }
      if (!exact) continue
      weighBlock(block, count, 0, size, masses.subarray(start, start + size))
      exact.add(block, 0, size)
    }
  }

  /** The members of a bucket share its fate: all weights change by the factor by which its mass did. */
  function scaleRows(rows: Uint32Array, weights: Float64Array): void {
    const { bounds } = fine
    for (let i = 0; i < fine.count; i++) {
      const factor = kept[i] / eliminator.weights[i]
      for (let p = bounds[i]; p < bounds[i + 1]; p++) {
        const row = rows[p]
        weights[row] = bounds[i + 1] - bounds[i] === 1 ? kept[i] : weights[row] * factor
      }
    }
  }
}

/**
 * As many buckets as the elimination can take in the time that evaluating the points takes anyway: the more there
 * are, the fewer points are left to be evaluated again.
 */
function bucketsFor(points: number, features: number, work: number): number {
  const affordable = (work * points) / (features * features)
  let perFeature = FEWEST_BUCKETS
  while (perFeature < MOST_BUCKETS && (2 * perFeature) ** 2 <= affordable) perFeature *= 2
  return perFeature * features
}
