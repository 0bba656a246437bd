import type { WeightedSet } from '@polylog/core'
import type { RowBlock } from '../tables/read-blocks.js'

/** Rows that are taken out of those passing by. */
export interface RowPicker {
  add(block: RowBlock): void
  /** The rows, their own weights, and their numbers in the table. */
  picked(): { readonly set: WeightedSet; readonly rowNumbers: Float64Array }
}

/** @param positions among the rows that are kept, ascending */
export function pickRows(positions: Float64Array, dim: number): RowPicker {
  const points = new Float64Array(positions.length * dim)
  const weights = new Float64Array(positions.length)
  const rowNumbers = new Float64Array(positions.length)
  let next = 0
  return {
    add({ set, first, rowNumber }) {
      for (; next < positions.length && positions[next] < first + set.size; next++) {
        const row = positions[next] - first
        points.set(set.points.subarray(row * dim, (row + 1) * dim), next * dim)
        weights[next] = set.weights[row]
        rowNumbers[next] = rowNumber(row)
      }
    },
    picked: () => ({ set: { size: positions.length, dim, points, weights }, rowNumbers }),
  }
}
