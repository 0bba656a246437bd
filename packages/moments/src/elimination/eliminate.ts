import { RANK_TOLERANCE } from '../rank-tolerance.js'
import { factorise, type PointMatrix, tableauFromMultipliers } from './factorisation.js'
import { productScratchLength } from './matrix-product.js'
import { createWalkScratch, walk } from './walk.js'

/** Reduces weighted rows; owns scratch for matrices of up to `maxRows × maxColumns`. */
export interface Eliminator {
  readonly maxRows: number
  /** Row-major, stride `maxColumns`: the caller fills in the features of each row before `eliminate`. */
  readonly data: Float64Array
  readonly stride: number
  /** Weights by row, filled in by the caller. */
  readonly weights: Float64Array
  /**
   * Moves the weights of the first `rows` rows so that at most their rank many stay positive while the
   * weighted sums of the first `columns` columns stay as they are. `data` is used up.
   *
   * @param kept receives, by original row number, the new weight, 0 where the row was dropped
   * @returns the numerical rank
   */
  eliminate(rows: number, columns: number, kept: Float64Array): number
}

export function createEliminator(maxRows: number, maxColumns: number): Eliminator {
  const stride = maxColumns
  const data = new Float64Array(maxRows * stride)
  const weights = new Float64Array(maxRows)
  const order = new Uint32Array(maxRows)
  const permuted = new Float64Array(maxRows)
  const tolerances = new Float64Array(maxColumns)
  const pivotColumns = new Uint32Array(maxColumns)
  const scratch = new Float64Array(productScratchLength(maxColumns, maxColumns))
  const walkScratch = createWalkScratch(maxRows, maxColumns)

  const setTolerances = (rows: number, columns: number): void => {
    tolerances.fill(0)
    for (let i = 0; i < rows; i++) {
      const at = i * stride
      for (let j = 0; j < columns; j++) {
        const size = Math.abs(data[at + j])
        if (size > tolerances[j]) tolerances[j] = size
      }
    }
    for (let j = 0; j < columns; j++) tolerances[j] *= RANK_TOLERANCE
  }

  return {
    maxRows,
    data,
    stride,
    weights,
    eliminate(rows, columns, kept) {
      const matrix: PointMatrix = { data, rows, columns, stride }
      for (let i = 0; i < rows; i++) order[i] = i
      setTolerances(rows, columns)
      const rank = factorise(matrix, tolerances, order, pivotColumns, scratch)
      tableauFromMultipliers(matrix, rank, scratch)
      for (let i = 0; i < rows; i++) permuted[i] = weights[order[i]]
      walk(matrix, rank, order, permuted, walkScratch)
      for (let i = 0; i < rows; i++) kept[order[i]] = permuted[i]
      return rank
    },
  }
}
