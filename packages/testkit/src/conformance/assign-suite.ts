import type { Assignment, AssignRequest } from '@polylog/core'
import { ensure } from './ensure.js'
import { type OperationSuite, TOLERANCE } from './operation-suite.js'
import { oracle } from './oracle.js'

export const assignSuite: OperationSuite<AssignRequest, Assignment> = {
  operation: 'assign',
  run: async (backend, request) => backend.assign!(request),
  async requests({ set }) {
    const { points, dim } = set
    const everySeventh = Float64Array.from(points.filter((_, i) => Math.floor(i / dim) % 7 === 0))
    return [
      { name: 'every seventh point', request: { points, dim, centres: everySeventh } },
      { name: 'one centre', request: { points, dim, centres: points.slice(0, dim) } },
    ]
  },
  async check({ label, request, result, precision }) {
    const { points, centres, dim } = request
    const size = points.length / dim
    const { nearest, squaredDistances } = result
    ensure(
      nearest.length === size,
      () => `${label}: nearest has ${nearest.length} entries for ${size} points`,
    )
    ensure(
      squaredDistances.length === size,
      () => `${label}: squaredDistances has ${squaredDistances.length} entries for ${size} points`,
    )
    const least = (await oracle().assign(request)).squaredDistances
    // Single precision resolves distances to a fraction of the whole extent.
    const allowed = TOLERANCE[precision] * extent(points, dim) ** 2
    for (let row = 0; row < size; row++) {
      ensure(
        nearest[row] < centres.length / dim,
        () => `${label}: row ${row} is assigned to centre ${nearest[row]} of ${centres.length / dim}`,
      )
      const distance = squaredDistance(points, row, centres, nearest[row], dim)
      ensure(
        distance <= least[row] + allowed,
        () =>
          `${label}: row ${row} is at ${distance} from its centre, but another is at ${least[row]} (squared)`,
      )
      ensure(
        Math.abs(squaredDistances[row] - distance) <= allowed,
        () => `${label}: the squared distance of row ${row} is ${squaredDistances[row]}, really ${distance}`,
      )
    }
  },
  claims: [
    {
      name: 'of equal centres, the lower number',
      async check(backend) {
        const points = Float64Array.of(0, 0, 5, 5, 9, 9)
        const centres = Float64Array.of(9, 8, 0, 1, 0, 1, 9, 8)
        const { nearest } = await backend.assign!({ points, dim: 2, centres })
        ensure(nearest.join() === '1,0,0', () => `assign: nearest is ${nearest.join()}, expected 1,0,0`)
      },
    },
  ],
}

function squaredDistance(a: Float64Array, row: number, b: Float64Array, other: number, dim: number): number {
  let sum = 0
  for (let axis = 0; axis < dim; axis++) sum += (a[row * dim + axis] - b[other * dim + axis]) ** 2
  return sum
}

/** Largest distance from the first point along any axis. */
function extent(points: Float64Array, dim: number): number {
  return points.reduce((largest, value, i) => Math.max(largest, Math.abs(value - points[i % dim])), 0)
}
