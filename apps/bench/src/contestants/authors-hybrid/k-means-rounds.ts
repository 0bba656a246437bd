import {
  cellBoxes,
  type PolynomialFeatures,
  type Rng,
  selectRows,
  takeRows,
  type WeightedSet,
  weightyRows,
} from '@polylog/core'
import { kMeansCells } from '@polylog/covering'
import { featureTable } from '@polylog/moments'
import { removePoints } from './remove-points.js'

/** Points of a cluster, on average, for every feature. */
const POINTS_PER_FEATURE = 2

/**
 * The first part of the hybrid: the points are grouped by k-means, every group larger than the number of features
 * is reduced to it, and again with fresh groups, until at most `goal` points are left or no group is large enough.
 *
 * @param weights of all rows; those of removed points become 0
 */
export async function kMeansRounds(
  set: WeightedSet,
  weights: Float64Array,
  features: PolynomialFeatures,
  featureCount: number,
  goal: number,
  rng: Rng,
): Promise<void> {
  for (;;) {
    const alive = weightyRows(weights)
    if (alive.length <= goal) return
    const left = selectRows(set, alive, takeRows(weights, alive))
    const count = Math.max(1, Math.floor(alive.length / (POINTS_PER_FEATURE * featureCount)))
    const cells = await kMeansCells(left, { count, seed: rng.integer(2 ** 31) })
    const { values } = featureTable({ set: left, cells, map: features, frames: cellBoxes(left, cells) })
    let surplus = alive.length - goal
    for (let cell = 0; cell < cells.count && surplus > 0; cell++) {
      const [from, to] = [cells.offsets[cell], cells.offsets[cell + 1]]
      const target = Math.max(featureCount, to - from - surplus)
      const rows = cells.permutation.subarray(from, to).map(i => alive[i])
      removePoints(
        values.subarray(from * featureCount, to * featureCount),
        featureCount,
        rows,
        weights,
        target,
        rng,
      )
      surplus -= Math.max(0, to - from - target)
    }
    if (weightyRows(weights).length === alive.length) return
  }
}
