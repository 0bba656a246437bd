import type { Assignment, AssignRequest } from '@polylog/core'

/**
 * Nearest centre of each point by trying them all: the reference for every backend's `assign`. Squared distances
 * are sums of squared differences, in double precision, coordinate by coordinate; ties go to the lower number.
 * `O(n count dim)`. There must be at least one centre.
 */
export function assignNearest({ points, dim, centres }: AssignRequest): Assignment {
  const size = points.length / dim
  const nearest = new Uint32Array(size)
  const squaredDistances = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    const at = row * dim
    let best = 0
    let least = Infinity
    for (let centre = 0, from = 0; from < centres.length; centre++, from += dim) {
      let squared = 0
      for (let axis = 0; axis < dim; axis++) {
        const difference = points[at + axis] - centres[from + axis]
        squared += difference * difference
      }
      if (squared < least) {
        least = squared
        best = centre
      }
    }
    nearest[row] = best
    squaredDistances[row] = least
  }
  return { nearest, squaredDistances }
}
