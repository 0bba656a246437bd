import { boundingBox, type Cells, type FeatureMap, type FeatureTable, type WeightedSet } from '@polylog/core'
import { featureTable } from '@polylog/moments'

/** Features of some rows of a set, one row per row, polynomials being scaled to a box. */
export function featuresAt(
  set: WeightedSet,
  rows: Uint32Array,
  map: FeatureMap,
  box: Float64Array,
): FeatureTable {
  const cell: Cells = {
    count: 1,
    offsets: Uint32Array.of(0, rows.length),
    permutation: rows,
    counts: Uint32Array.of(rows.length),
    masses: Float64Array.of(0),
    diameters: Float64Array.of(0),
  }
  return featureTable({ set, cells: cell, map, frames: box })
}

export function boxOfRows({ points, dim }: WeightedSet, rows: Uint32Array): Float64Array {
  const box = new Float64Array(2 * dim)
  boundingBox(points, dim, rows, 0, rows.length, box, 0)
  return box
}
