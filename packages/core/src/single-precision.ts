// For backends of single precision: what is done in double before coordinates are sent off, and after. A cloud that
// is small and far from 0 would lose all its digits on the way.
import type { AssignRequest, FeatureRequest } from './backend.js'

/**
 * Coordinates of the rows `permutation[start…end)` relative to the middle of their cell's frame: in input units,
 * or `scaled` so that the frame is `[-1, 1]` and an axis without extent 0.
 *
 * @returns `rows × dim`, padded with zeros from row `end - start` on
 */
export function framedCoordinates(
  request: FeatureRequest,
  start: number,
  end: number,
  scaled: boolean,
  rows = end - start,
): Float32Array {
  const { set, cells, frames } = request
  const { points, dim } = set
  const { offsets, permutation } = cells
  const coordinates = new Float32Array(rows * dim)
  let cell = 0
  for (let i = start; i < end; i++) {
    while (i >= offsets[cell + 1]) cell++
    const frame = cell * 2 * dim
    for (let axis = 0; axis < dim; axis++) {
      const lower = frames[frame + axis]
      const upper = frames[frame + dim + axis]
      const half = scaled ? upper / 2 - lower / 2 : 1
      const offset = points[permutation[i] * dim + axis] - (lower / 2 + upper / 2)
      coordinates[(i - start) * dim + axis] = half > 0 ? offset / half : 0
    }
  }
  return coordinates
}

/** Units for single precision: the centres' mean is the origin, the farthest coordinate is at 1. */
export interface Placement {
  readonly origin: Float64Array
  readonly scale: number
}

export function placementOf({ points, centres, dim }: AssignRequest): Placement {
  const origin = new Float64Array(dim)
  const count = centres.length / dim
  for (let i = 0; i < centres.length; i++) origin[i % dim] += centres[i] / count
  let scale = 0
  for (const values of [points, centres]) {
    for (let i = 0; i < values.length; i++) scale = Math.max(scale, Math.abs(values[i] - origin[i % dim]))
  }
  return { origin, scale: scale > 0 ? scale : 1 }
}

/** Rows `start` to `end`, placed in double precision; padded with zeros to `rows`. */
export function placedRows(
  values: Float64Array,
  dim: number,
  { origin, scale }: Placement,
  start: number,
  end: number,
  rows = end - start,
): Float32Array {
  const placed = new Float32Array(rows * dim)
  for (let i = start * dim, at = 0; i < end * dim; i++, at++)
    placed[at] = (values[i] - origin[at % dim]) / scale
  return placed
}

/** Squared distance of every point to the centre it was given, in double precision. */
export function squaredDistancesTo(request: AssignRequest, nearest: Uint32Array): Float64Array {
  const { points, centres, dim } = request
  const squaredDistances = new Float64Array(nearest.length)
  for (let i = 0; i < nearest.length; i++) {
    const point = i * dim
    const centre = nearest[i] * dim
    let sum = 0
    for (let axis = 0; axis < dim; axis++) {
      const difference = points[point + axis] - centres[centre + axis]
      sum += difference * difference
    }
    squaredDistances[i] = sum
  }
  return squaredDistances
}
