import {
  boundingBox,
  compensatedSum,
  type FeatureMap,
  featureCount,
  InputError,
  type WeightedSet,
} from '@polylog/core'
import { plainFeatures } from './plain-features.js'

/**
 * `max_j |Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|`, in double precision with compensated sums; polynomials are taken on
 * the bounding box of `before`.
 *
 * @throws InputError if the sets are of different dimensions
 */
export function momentResidual(before: WeightedSet, after: WeightedSet, map: FeatureMap): number {
  if (before.dim !== after.dim) {
    throw new InputError(
      `The sets have ${before.dim} and ${after.dim} coordinates`,
      'Compare sets of one dimension',
    )
  }
  const columns = weightedColumns(before, before, map)
  const kept = weightedColumns(after, before, map)
  return columns.reduce((largest, column, j) => {
    const difference = Math.abs(compensatedSum([...column, ...kept[j].map(value => -value)]))
    const scale = compensatedSum(column.map(Math.abs))
    return difference === 0 ? largest : Math.max(largest, difference / scale)
  }, 0)
}

/** `c_i φ_j(w_i)`, one array per feature. */
function weightedColumns(set: WeightedSet, framing: WeightedSet, map: FeatureMap): Float64Array[] {
  const { dim, points, weights } = set
  const box = new Float64Array(2 * dim)
  const all = Uint32Array.from({ length: framing.size }, (_, row) => row)
  boundingBox(framing.points, dim, all, 0, framing.size, box)
  const features = plainFeatures(map, dim, box)
  const columns = Array.from({ length: featureCount(map, dim) }, () => new Float64Array(set.size))
  for (let row = 0; row < set.size; row++) {
    const values = features(points.slice(row * dim, (row + 1) * dim))
    values.forEach((value, j) => {
      columns[j][row] = weights[row] * value
    })
  }
  return columns
}

/** The given rows of a set, with other weights. */
export function subset(set: WeightedSet, indices: Uint32Array, weights: Float64Array): WeightedSet {
  const { dim } = set
  const points = new Float64Array(indices.length * dim)
  indices.forEach((row, i) => {
    points.set(set.points.subarray(row * dim, (row + 1) * dim), i * dim)
  })
  return { size: indices.length, dim, points, weights }
}
