import { type Cells, OptionError, type ReduceRequest, type Reduction, takeRows } from '@polylog/core'
import { cellMembers } from './cell-members.js'
import type { CellReducer } from './cell-reducer.js'
import { createEliminationReducer } from './elimination/elimination-reducer.js'
import { createNonNegativeLeastSquaresReducer } from './non-negative-least-squares/non-negative-least-squares-reducer.js'
import { createNullVectorReducer } from './null-vector/null-vector-reducer.js'
import { createProposalReducer } from './proposal/proposal-reducer.js'

/**
 * Replaces each cell by some of its own points, reweighted, with the same sums of all features: the
 * `reduce` operation of the contract.
 */
export function reduceCells(request: ReduceRequest): Reduction {
  const { set, cells, targets } = request
  const { points, dim } = set
  const proposed = proposalReducerOf(request)
  const reducer = proposed ?? reducerOf(request)
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
  return {
    indices,
    weights: takeRows(weights, indices),
    offsets,
    residual,
    redone: proposed?.redone() ?? 0,
  }
}

function proposalReducerOf({ set, cells, map, method = 'elimination', proposal }: ReduceRequest) {
  return proposal && method === 'elimination'
    ? createProposalReducer(map, set.dim, proposal, cells)
    : undefined
}

function reducerOf({ set, cells, map, method = 'elimination' }: ReduceRequest): CellReducer {
  switch (method) {
    case 'elimination':
      return createEliminationReducer(map, set.dim, largestCell(cells))
    case 'svd':
      return createNullVectorReducer(map, set.dim)
    case 'nnls':
      return createNonNegativeLeastSquaresReducer(map, set.dim)
    default:
      throw new OptionError(`method is ${JSON.stringify(method)}`, "Give 'elimination', 'svd' or 'nnls'")
  }
}

function largestCell({ counts }: Cells): number {
  return counts.reduce((most, count) => Math.max(most, count), 0)
}
