import { boundingBox } from './bounding-box.js'
import type { Cells } from './cells.js'
import type { WeightedSet } from './weighted-set.js'

/** The box of every cell: `cells.count × 2 dim`, lower, then upper bounds. */
export function cellBoxes({ points, dim }: WeightedSet, cells: Cells): Float64Array {
  const boxes = new Float64Array(cells.count * 2 * dim)
  for (let cell = 0; cell < cells.count; cell++) {
    boundingBox(
      points,
      dim,
      cells.permutation,
      cells.offsets[cell],
      cells.offsets[cell + 1],
      boxes,
      cell * 2 * dim,
    )
  }
  return boxes
}
