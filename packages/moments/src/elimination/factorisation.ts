import { subtractProduct } from './matrix-product.js'

/** Columns below which a block is factored one column at a time. */
const NARROW = 12

/**
 * A matrix with the points as rows and their features as columns, `rows × columns` with the given row stride,
 * from the start of `data`.
 */
export interface PointMatrix {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
  readonly stride: number
}

/**
 * Row-pivoted LU of a matrix of points, in place, by halving the columns (Toledo 1997), so that nearly all work
 * is matrix products.
 *
 * A column whose largest remaining entry is within `tolerances[column]` depends on earlier ones: it is passed
 * over, and the multipliers of later columns move up to fill its place. On return the first `rank` rows are
 * independent, and `data` holds the multipliers `L` (unit lower trapezoidal, `rows × rank`) in its first `rank`
 * columns. `U` stands in the pivot columns of the first `rank` rows, on and above their pivots.
 *
 * @param order one entry per row, permuted along with the rows
 * @param pivotColumns receives the `rank` columns that were not passed over
 * @returns the numerical rank
 */
export function factorise(
  matrix: PointMatrix,
  tolerances: Float64Array,
  order: Uint32Array,
  pivotColumns: Uint32Array,
  scratch: Float64Array,
): number {
  const { data, rows, stride } = matrix

  const factorColumns = (from: number, to: number, rank: number): number => {
    if (to - from <= NARROW) return factorNarrow(from, to, rank)
    const middle = (from + to) >> 1
    const after = factorColumns(from, middle, rank)
    const found = after - rank
    if (found > 0) {
      solveUnitLower(data, stride, rank, found, middle, to, scratch)
      subtractProduct(
        data,
        after * stride + middle,
        stride,
        data,
        after * stride + rank,
        stride,
        data,
        rank * stride + middle,
        stride,
        rows - after,
        to - middle,
        found,
        scratch,
      )
    }
    return factorColumns(middle, to, after)
  }

  const factorNarrow = (from: number, to: number, first: number): number => {
    let rank = first
    for (let column = from; column < to && rank < rows; column++) {
      let pivotRow = rank
      let largest = Math.abs(data[rank * stride + column])
      for (let i = rank + 1; i < rows; i++) {
        const size = Math.abs(data[i * stride + column])
        if (size > largest) {
          largest = size
          pivotRow = i
        }
      }
      if (!(largest > tolerances[column])) continue
      if (pivotRow !== rank) swapRows(data, stride, rank, pivotRow, order)
      const pivotAt = rank * stride
      const scale = 1 / data[pivotAt + column]
      for (let i = rank + 1; i < rows; i++) {
        const at = i * stride
        const multiplier = data[at + column] * scale
        data[at + rank] = multiplier
        if (multiplier === 0) continue
        for (let j = column + 1; j < to; j++) data[at + j] -= multiplier * data[pivotAt + j]
      }
      pivotColumns[rank++] = column
    }
    return rank
  }

  return factorColumns(0, matrix.columns, 0)
}

function swapRows(data: Float64Array, stride: number, i: number, j: number, order: Uint32Array): void {
  const moved = order[i]
  order[i] = order[j]
  order[j] = moved
  const from = i * stride
  const to = j * stride
  for (let column = 0; column < stride; column++) {
    const value = data[from + column]
    data[from + column] = data[to + column]
    data[to + column] = value
  }
}

/** `X := L^{-1} X` for the unit lower block at `(first, first)` of `size` and `X` its rows, columns `from … to`. */
function solveUnitLower(
  data: Float64Array,
  stride: number,
  first: number,
  size: number,
  from: number,
  to: number,
  scratch: Float64Array,
): void {
  if (size <= NARROW) {
    for (let i = first + 1; i < first + size; i++) {
      for (let l = first; l < i; l++) {
        const multiplier = data[i * stride + l]
        const source = l * stride
        const target = i * stride
        for (let j = from; j < to; j++) data[target + j] -= multiplier * data[source + j]
      }
    }
    return
  }
  const half = size >> 1
  const middle = first + half
  solveUnitLower(data, stride, first, half, from, to, scratch)
  subtractProduct(
    data,
    middle * stride + from,
    stride,
    data,
    middle * stride + first,
    stride,
    data,
    first * stride + from,
    stride,
    size - half,
    to - from,
    half,
    scratch,
  )
  solveUnitLower(data, stride, middle, size - half, from, to, scratch)
}

/**
 * Turns the multipliers of the rows from `rank` on into the tableau `T = L2 L1^{-1}`, in place: row `i` then
 * says how point `i` is combined from the `rank` independent points, `a_i = Σ_b T[i, b] a_b`, in every feature.
 */
export function tableauFromMultipliers(matrix: PointMatrix, rank: number, scratch: Float64Array): void {
  const { data, rows, stride } = matrix
  const others = rows - rank

  const solve = (from: number, to: number): void => {
    if (to - from <= NARROW) {
      for (let i = rank; i < rows; i++) {
        const at = i * stride
        for (let b = to - 1; b > from; b--) {
          const value = data[at + b]
          if (value === 0) continue
          const source = b * stride
          for (let j = from; j < b; j++) data[at + j] -= value * data[source + j]
        }
      }
      return
    }
    const middle = (from + to) >> 1
    solve(middle, to)
    subtractProduct(
      data,
      rank * stride + from,
      stride,
      data,
      rank * stride + middle,
      stride,
      data,
      middle * stride + from,
      stride,
      others,
      middle - from,
      to - middle,
      scratch,
    )
    solve(from, middle)
  }

  if (others > 0) solve(0, rank)
}
