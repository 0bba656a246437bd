import type { Rng } from '@polylog/core'

/** `dim × dim` orthonormal rows in a direction drawn from `rng` (Gram–Schmidt on normal vectors). */
export function randomRotation(dim: number, rng: Rng): Float64Array {
  const rows = new Float64Array(dim * dim)
  for (let i = 0; i < dim; i++) {
    const at = i * dim
    for (let axis = 0; axis < dim; axis++) rows[at + axis] = rng.normal()
    for (let other = 0; other < i; other++) {
      let product = 0
      for (let axis = 0; axis < dim; axis++) product += rows[at + axis] * rows[other * dim + axis]
      for (let axis = 0; axis < dim; axis++) rows[at + axis] -= product * rows[other * dim + axis]
    }
    let square = 0
    for (let axis = 0; axis < dim; axis++) square += rows[at + axis] ** 2
    const scale = 1 / Math.sqrt(square)
    for (let axis = 0; axis < dim; axis++) rows[at + axis] *= scale
  }
  return rows
}

/** `size` points in the coordinates of a rotation, as new points. */
export function rotatePoints(points: Float64Array, dim: number, rotation: Float64Array): Float64Array {
  const rotated = new Float64Array(points.length)
  for (let at = 0; at < points.length; at += dim) {
    for (let i = 0; i < dim; i++) {
      let product = 0
      for (let axis = 0; axis < dim; axis++) product += rotation[i * dim + axis] * points[at + axis]
      rotated[at + i] = product
    }
  }
  return rotated
}
