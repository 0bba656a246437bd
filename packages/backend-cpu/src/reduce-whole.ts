import {
  featureCount,
  oneCell,
  type ReduceWholeRequest,
  selectRows,
  takeRows,
  type WholeReduction,
  weightyRows,
} from '@polylog/core'
import { kdCells } from '@polylog/covering'
import { reduceCells, scaledCellMoments } from '@polylog/moments'

/** Rows per cell on which the splits of large sets are judged. */
const SAMPLE = 32

/** The operation of that name, by the functions of its parts. */
export function reduceWhole({ set, map, cells: count, seed, sums }: ReduceWholeRequest): WholeReduction {
  const rows = weightyRows(set.weights)
  const weighty = rows.length === set.size ? set : selectRows(set, rows)
  const cells = kdCells(weighty, { count, sample: SAMPLE, seed })
  const targets = new Uint32Array(cells.count).fill(featureCount(map, set.dim))
  const { indices, weights, residual } = reduceCells({ set: weighty, cells, map, targets })
  const order = Uint32Array.from(indices, (_, i) => i).sort((a, b) => indices[a] - indices[b])
  return {
    indices: order.map(i => rows[indices[i]]),
    weights: takeRows(weights, order),
    cells: cells.count,
    residual,
    ...(sums && {
      sums: scaledCellMoments({ set: weighty, cells: oneCell(weighty), map: sums.map, frames: sums.frame }),
    }),
  }
}
