import { cpu } from '@polylog/backend-cpu'
import { type Backend, boundingBox, type Cells, type WeightedSet } from '@polylog/core'

/** The backend with which all others are compared, in double precision. */
export const oracle = (): Required<Omit<Backend, 'dispose'>> => cpu() as Required<Omit<Backend, 'dispose'>>

/** Balanced cells of a set. */
export async function kdCellsOf(set: WeightedSet, count: number): Promise<Cells> {
  return oracle().cover({ set, covering: { kind: 'kd' }, count: Math.min(count, set.size), seed: 1 })
}

/** The bounding box of each cell, as `FeatureRequest.frames` holds them. */
export function boundingFrames({ points, dim }: WeightedSet, cells: Cells): Float64Array {
  const frames = new Float64Array(cells.count * 2 * dim)
  for (let cell = 0; cell < cells.count; cell++) {
    boundingBox(
      points,
      dim,
      cells.permutation,
      cells.offsets[cell],
      cells.offsets[cell + 1],
      frames,
      cell * 2 * dim,
    )
  }
  return frames
}

/** The rows of one cell. */
export const rowsOf = ({ permutation, offsets }: Cells, cell: number): Uint32Array =>
  permutation.subarray(offsets[cell], offsets[cell + 1])
