import { type ReduceRequest, type Reduction, takeRows, UnavailableError } from '@polylog/core'
import type { Dispatch } from '../tasks/dispatch.js'
import { checkEvaluable } from './check-evaluable.js'
import { groupsOfCells, taskOf, weightyMembers } from './large-cells.js'

/** The `reduce` operation, by elimination, cells handed out in tasks: those of most work first. */
export async function reduceInTasks(request: ReduceRequest, dispatch: Dispatch): Promise<Reduction> {
  const { cells, map, method = 'elimination', signal } = request
  if (method !== 'elimination') {
    throw new UnavailableError(`backend-wasm has no method '${method}'`, "Use 'elimination', or backend-cpu")
  }
  checkEvaluable(map)
  const groups = groupsOfCells(request)
  const results = await dispatch(
    groups.map(group => ({
      work: group.reduce((sum, { work }) => sum + work, 0),
      make: memory => taskOf(request, group, memory),
    })),
    signal,
  )
  const supports: (Support | undefined)[] = new Array(cells.count)
  let residual = 0
  groups.forEach((group, i) => {
    const { weights, positions, counts } = results[i]
    residual = Math.max(residual, results[i].residual)
    let from = 0
    group.forEach(({ number, rows }, c) => {
      const to = from + counts[c]
      supports[number] = {
        rows: positions.subarray(from, to).map(position => rows[position]),
        weights: weights.subarray(from, to),
      }
      from = to
    })
  })
  return { ...joined(request, supports), residual }
}

interface Support {
  readonly rows: Uint32Array
  readonly weights: Float64Array
}

/** The supports of all cells, rows ascending; a cell without one is left as it is. */
function joined({ set, cells }: ReduceRequest, supports: readonly (Support | undefined)[]) {
  const offsets = new Uint32Array(cells.count + 1)
  const all = Array.from({ length: cells.count }, (_, i) => {
    const members = cells.permutation.subarray(cells.offsets[i], cells.offsets[i + 1])
    const support = supports[i] ?? wholeCell(set.weights, members)
    offsets[i + 1] = offsets[i] + support.rows.length
    return ascending(support)
  })
  const indices = new Uint32Array(offsets[cells.count])
  const weights = new Float64Array(offsets[cells.count])
  all.forEach((support, i) => {
    indices.set(support.rows, offsets[i])
    weights.set(support.weights, offsets[i])
  })
  return { indices, weights, offsets }
}

function wholeCell(weights: Float64Array, members: Uint32Array): Support {
  const rows = weightyMembers(weights, members)
  return { rows, weights: takeRows(weights, rows) }
}

function ascending(support: Support): Support {
  const { rows, weights } = support
  let sorted = true
  for (let i = 1; i < rows.length; i++) if (rows[i] < rows[i - 1]) sorted = false
  if (sorted) return support
  const order = Uint32Array.from(rows, (_, i) => i).sort((a, b) => rows[a] - rows[b])
  return { rows: order.map(i => rows[i]), weights: takeRows(weights, order) }
}
