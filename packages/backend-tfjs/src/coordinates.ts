import type { FeatureRequest } from '@polylog/core'

/**
 * Coordinates of the rows `permutation[start…end)`, relative to their cell's frame. The subtraction is done in
 * double precision: a cloud that is small and far from 0 would lose all its digits in single.
 */
export interface FramedCoordinates {
  /** `(end - start) × dim`, the frame's `[lower, upper]` on `[-1, 1]`; 0 on an axis without extent. */
  readonly scaled: Float32Array
  /** `(end - start) × dim`, in input units from the frame's middle. */
  readonly centred: Float32Array
}

export function framedCoordinates(request: FeatureRequest, start: number, end: number): FramedCoordinates {
  const { cells, frames } = request
  const { points, dim } = request.set
  const { offsets, permutation } = cells
  const scaled = new Float32Array((end - start) * dim)
  const centred = new Float32Array((end - start) * dim)
  let cell = 0
  for (let i = start; i < end; i++) {
    while (i >= offsets[cell + 1]) cell++
    const frame = cell * 2 * dim
    for (let axis = 0; axis < dim; axis++) {
      const lower = frames[frame + axis]
      const upper = frames[frame + dim + axis]
      const half = upper / 2 - lower / 2
      const offset = points[permutation[i] * dim + axis] - (lower / 2 + upper / 2)
      const at = (i - start) * dim + axis
      centred[at] = offset
      scaled[at] = half > 0 ? offset / half : 0
    }
  }
  return { scaled, centred }
}
