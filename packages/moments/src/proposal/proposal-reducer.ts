import type { Cells, FeatureMap, FeatureTable } from '@polylog/core'
import { createMomentAccumulator } from '../accumulator.js'
import type { CellMembers } from '../cell-members.js'
import { type CellReducer, evaluatorCache } from '../cell-reducer.js'
import { createEliminationReducer } from '../elimination/elimination-reducer.js'
import { finishWeights } from '../elimination/finish.js'
import { addRows } from '../feature-table.js'
import { tableEvaluator } from './table-evaluator.js'

/** A support whose weights cannot be solved to this is no good. */
const RESIDUAL_LIMIT = 1e-14

/** A reducer that keeps count of the cells for which the proposal was no good. */
export interface ProposalReducer extends CellReducer {
  redone(): number
}

/**
 * Takes the supports that features of single precision propose, and solves their weights in double. Where that
 * leaves a negative weight or a residual, the cell is done again in double precision from the start; where
 * rounding has hidden that points depend on each other, the surplus is eliminated in double.
 */
export function createProposalReducer(
  map: FeatureMap,
  dim: number,
  table: FeatureTable,
  cells: Cells,
): ProposalReducer {
  const evaluatorFor = evaluatorCache(map, dim)
  const largest = cells.counts.reduce((most, count) => Math.max(most, count), 0)
  const exactly = createEliminationReducer(map, dim, largest)
  const lookup = tableEvaluator(table, cells)
  const proposing = createEliminationReducer(map, dim, largest, () => lookup)
  let redone = 0

  const propose = (
    points: Float64Array,
    weights: Float64Array,
    members: CellMembers,
    target: number,
  ): number => {
    const { rows, frame, axes } = members
    const evaluator = evaluatorFor(axes)
    const exact = createMomentAccumulator(evaluator.count)
    addRows(points, weights, evaluator, rows, 0, rows.length, frame, exact)
    exact.settle()
    proposing.reduce(points, weights, members, target)
    const support = rows.filter(row => weights[row] > 0)
    const residual = finishWeights({ points, dim, weights, support, frame, evaluator, exact })
    if (residual > RESIDUAL_LIMIT) return residual
    return Math.max(residual, exactly.reduce(points, weights, { rows: support, frame, axes }, target))
  }

  return {
    redone: () => redone,
    reduce(points, weights, members, target) {
      const { rows } = members
      if (rows.length <= target) return 0
      const order = rows.slice()
      const before = Float64Array.from(order, row => weights[row])
      const residual = propose(points, weights, members, target)
      if (residual <= RESIDUAL_LIMIT) return residual
      redone++
      rows.set(order)
      order.forEach((row, i) => {
        weights[row] = before[i]
      })
      return exactly.reduce(points, weights, members, target)
    },
  }
}
