import {
  featureCount,
  frameOfBox,
  OptionError,
  type ReduceWholeRequest,
  selectRows,
  takeRows,
  type WeightedSet,
  type WholeReduction,
  weightyRows,
} from '@polylog/core'
import type { Dispatch } from '../tasks/dispatch.js'
import type { MemoryStore } from '../tasks/memory-store.js'
import type { ReduceWholeTask } from '../tasks/task.js'
import { checkEvaluable } from './check-evaluable.js'
import { featuresOf, reductionWork } from './large-cells.js'

/** The `reduceWhole` operation: one task, so that several sets keep several workers busy. */
export async function reduceWholeInTask(
  request: ReduceWholeRequest,
  dispatch: Dispatch,
): Promise<WholeReduction> {
  const { set, map, cells, sums, signal } = request
  if (!(Number.isInteger(cells) && cells >= 1)) {
    throw new OptionError(`cells is ${cells}`, 'Ask for a positive integer of cells')
  }
  checkEvaluable(map)
  if (sums) checkEvaluable(sums.map)
  const rows = set.weights.includes(0) ? weightyRows(set.weights) : undefined
  const weighty = rows ? selectRows(set, rows) : set
  const work = cells * reductionWork(weighty.size / cells, featuresOf(map, set.dim))
  const [result] = await dispatch([{ work, make: memory => taskOf(request, weighty, memory) }], signal)
  const { positions, counts, residual } = result
  const order = Uint32Array.from(positions, (_, i) => i).sort((a, b) => positions[a] - positions[b])
  const summed = sums ? featureCount(sums.map, set.dim) : 0
  return {
    indices: order.map(rows ? i => rows[positions[i]] : i => positions[i]),
    weights: takeRows(result.weights, order),
    cells: counts.length,
    residual,
    ...(sums && {
      sums: { sums: result.sums.slice(0, summed), scales: result.sums.slice(summed) },
    }),
  }
}

function taskOf(
  { map, cells, sums }: ReduceWholeRequest,
  { points, weights, dim }: WeightedSet,
  memory: MemoryStore,
): ReduceWholeTask {
  const frame = new Float64Array(2 * dim)
  if (sums) frameOfBox(sums.frame, dim, frame)
  const task = { kind: 'reduce whole', map, dim, cells, sums: sums && { map: sums.map, frame } } as const
  if (isShared(points) && isShared(weights)) {
    return { ...task, shared: { points, weights }, data: memory.take(0) }
  }
  const data = memory.take(points.length + weights.length)
  data.set(points)
  data.set(weights, points.length)
  return { ...task, data }
}

/** Whether workers can see it where it is. */
function isShared({ buffer }: Float64Array): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
}
