import { type Cells, OptionError, type ReduceRequest, type Reduction } from '@polylog/core'
import { createEliminationReducer } from './elimination/elimination-reducer.js'
import { createProposalReducer } from './proposal/proposal-reducer.js'
import { reduceEachCell } from './reduce-each-cell.js'

/**
 * Replaces each cell by some of its own points, reweighted, with the same sums of all features: the
 * `reduce` operation of the contract, by elimination. The other methods are `reduceCellsByBaseline` of
 * `@polylog/moments/baselines`, since they bring a library for matrices with them.
 *
 * @throws OptionError for another method
 */
export function reduceCells(request: ReduceRequest): Reduction {
  const { set, cells, map, method = 'elimination', proposal } = request
  if (method !== 'elimination') {
    throw new OptionError(
      `method is ${JSON.stringify(method)}`,
      "Give 'elimination', or use reduceCellsByBaseline of @polylog/moments/baselines for 'svd' and 'nnls'",
    )
  }
  if (!proposal) {
    return {
      ...reduceEachCell(request, createEliminationReducer(map, set.dim, largestCell(cells))),
      redone: 0,
    }
  }
  const proposed = createProposalReducer(map, set.dim, proposal, cells)
  return { ...reduceEachCell(request, proposed), redone: proposed.redone() }
}

function largestCell({ counts }: Cells): number {
  return counts.reduce((most, count) => Math.max(most, count), 0)
}
