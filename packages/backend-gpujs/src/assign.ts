import {
  type Assignment,
  type AssignRequest,
  InputError,
  placedRows,
  placementOf,
  squaredDistancesTo,
} from '@polylog/core'
import { type Engine, MAX_ENTRIES } from './engine.js'
import { NEAREST_KERNEL } from './kernels.js'

/** The kernel finds the nearest centres; the distances to them are then computed in double precision. */
export async function assign(engine: Engine, request: AssignRequest): Promise<Assignment> {
  const { points, centres, dim } = request
  const count = centres.length / dim
  if (count === 0) throw new InputError('There are no centres', 'Give at least one')
  const size = points.length / dim
  const nearest = new Uint32Array(size)
  const block = Math.max(1, Math.min(size, Math.floor(MAX_ENTRIES / dim)))
  const placement = placementOf(request)
  const targets = placedRows(centres, dim, placement, 0, count)
  await engine.withKernel(NEAREST_KERNEL, [block], { dim, count }, async run => {
    for (let start = 0; start < size; start += block) {
      const end = Math.min(size, start + block)
      const numbers = (await run(
        placedRows(points, dim, placement, start, end, block),
        targets,
      )) as Float32Array
      nearest.set(numbers.subarray(0, end - start), start)
    }
  })
  return { nearest, squaredDistances: squaredDistancesTo(request, nearest) }
}
