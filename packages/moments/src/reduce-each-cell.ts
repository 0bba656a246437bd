import { type ReduceRequest, type Reduction, takeRows } from '@polylog/core'
import { cellMembers } from './cell-members.js'
import type { CellReducer } from './cell-reducer.js'

/** Reduces cell after cell by one method. */
export function reduceEachCell({ set, cells, targets }: ReduceRequest, reducer: CellReducer): Reduction {
  const { points, dim } = set
  const weights = set.weights.slice()
  const offsets = new Uint32Array(cells.count + 1)
  const supports: Uint32Array[] = []
  let residual = 0
  for (let i = 0; i < cells.count; i++) {
    const members = cellMembers(
      points,
      dim,
      weights,
      cells.permutation,
      cells.offsets[i],
      cells.offsets[i + 1],
    )
    residual = Math.max(residual, reducer.reduce(points, weights, members, targets[i]))
    const support = members.rows.filter(row => weights[row] > 0).sort()
    supports.push(support)
    offsets[i + 1] = offsets[i] + support.length
  }
  const indices = new Uint32Array(offsets[cells.count])
  supports.forEach((support, i) => {
    indices.set(support, offsets[i])
  })
  return { indices, weights: takeRows(weights, indices), offsets, residual }
}
