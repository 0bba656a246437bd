import { boundingBox, frameOfBox } from '@polylog/core'

/** The rows of one cell that carry weight, and the frame of the box around them. */
export interface CellMembers {
  /** Row numbers, owned by the holder, who may reorder them. */
  readonly rows: Uint32Array
  /** `dim` centres, then `dim` factors. */
  readonly frame: Float64Array
  /** Axes along which the rows differ. */
  readonly axes: readonly number[]
}

/** @param weights by row of the set; rows of weight zero count for nothing */
export function cellMembers(
  points: Float64Array,
  dim: number,
  weights: Float64Array,
  permutation: Uint32Array,
  start: number,
  end: number,
): CellMembers {
  const rows = permutation.slice(start, end).filter(row => weights[row] > 0)
  const box = new Float64Array(2 * dim)
  const frame = new Float64Array(2 * dim)
  boundingBox(points, dim, rows, 0, rows.length, box)
  frameOfBox(box, dim, frame)
  const axes: number[] = []
  for (let axis = 0; axis < dim; axis++) if (frame[dim + axis] > 0) axes.push(axis)
  return { rows, frame, axes }
}
