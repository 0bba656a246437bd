import { doubles, integers } from './memory'
import { subtractProduct } from './product'
import { copy, entry, get, getInteger, scale, set, setInteger, subtractMultiple } from './vectors'

/** Columns of a panel, which is factored apart, column by column. */
const PANEL: i32 = 8

/** Rows below which a triangular solve goes row by row. */
const NARROW: i32 = 8

/** Column-major copy of a panel, and the rank at which each of its columns became a pivot, or -1. */
let panel: usize = 0
let pivotOf: usize = 0
let spare: usize = 0

export function prepareFactorisation(rows: i32, columns: i32): void {
  panel = doubles(PANEL * (<i64>rows + 2))
  pivotOf = integers(PANEL)
  spare = doubles(columns)
}

/**
 * Row-pivoted LU of `rows × columns` points, in place, by halving the columns (Toledo 1997). A column whose
 * largest remaining entry is within its tolerance depends on earlier ones and is passed over: the multipliers of
 * later ones move up. On return the first `rank` rows are independent, and `data` holds the unit lower trapezoidal
 * multipliers in its first `rank` columns, and `U` in the pivot columns of its first `rank` rows.
 *
 * @param order one integer per row, permuted along
 * @param pivotColumns receives the `rank` columns that were not passed over
 * @returns the numerical rank
 */
export function factorise(
  data: usize,
  stride: i32,
  rows: i32,
  columns: i32,
  tolerances: usize,
  order: usize,
  pivotColumns: usize,
): i32 {
  return factorColumns(data, stride, rows, tolerances, order, pivotColumns, 0, columns, 0)
}

function factorColumns(
  data: usize,
  stride: i32,
  rows: i32,
  tolerances: usize,
  order: usize,
  pivotColumns: usize,
  from: i32,
  to: i32,
  rank: i32,
): i32 {
  if (to - from <= PANEL) {
    return factorPanel(data, stride, rows, tolerances, order, pivotColumns, from, to, rank)
  }
  const middle = from + ((to - from + PANEL) / (2 * PANEL)) * PANEL
  const after = factorColumns(data, stride, rows, tolerances, order, pivotColumns, from, middle, rank)
  const found = after - rank
  if (found > 0) {
    solveUnitLower(data, stride, rank, found, middle, to)
    subtractProduct(
      entry(data, stride, after, middle),
      stride,
      entry(data, stride, after, rank),
      stride,
      entry(data, stride, rank, middle),
      stride,
      rows - after,
      to - middle,
      found,
    )
  }
  return factorColumns(data, stride, rows, tolerances, order, pivotColumns, middle, to, after)
}

function factorPanel(
  data: usize,
  stride: i32,
  rows: i32,
  tolerances: usize,
  order: usize,
  pivotColumns: usize,
  from: i32,
  to: i32,
  first: i32,
): i32 {
  const height = rows - first
  const wide = to - from
  if (height <= 0) return first
  const column = (<usize>(height + 1) & ~(<usize>1)) << 3
  for (let i = 0; i < height; i++) {
    const row = entry(data, stride, first + i, from)
    for (let c = 0; c < wide; c++) set(panel + <usize>c * column, i, get(row, c))
  }
  let done = 0
  for (let c = 0; c < wide; c++) {
    setInteger(pivotOf, c, -1)
    if (done === height) continue
    const own = panel + <usize>c * column
    const pivot = largestFrom(own, done, height)
    if (!(abs(get(own, pivot)) > get(tolerances, from + c))) continue
    if (pivot !== done) swapRows(data, stride, order, first, done, pivot, wide, column)
    const factor = 1 / get(own, done)
    const below = height - done - 1
    const start = own + ((<usize>(done + 1)) << 3)
    scale(start, factor, below)
    for (let later = c + 1; later < wide; later++) {
      const other = panel + <usize>later * column
      subtractMultiple(other + ((<usize>(done + 1)) << 3), start, get(other, done), below)
    }
    setInteger(pivotOf, c, done)
    setInteger(pivotColumns, first + done, from + c)
    done++
  }
  writeBack(data, stride, first, from, wide, height, column)
  return first + done
}

/** Position of the largest magnitude, the first of equal ones. */
function largestFrom(column: usize, start: i32, end: i32): i32 {
  let pair = f64x2.splat(0)
  let i = start
  for (; i + 2 <= end; i += 2) {
    pair = f64x2.pmax(pair, f64x2.abs(v128.load(column + ((<usize>i) << 3))))
  }
  let largest = max(f64x2.extract_lane(pair, 0), f64x2.extract_lane(pair, 1))
  if (i < end) largest = max(largest, abs(get(column, i)))
  let position = start
  while (position < end - 1 && abs(get(column, position)) !== largest) position++
  return position
}

function swapRows(
  data: usize,
  stride: i32,
  order: usize,
  first: i32,
  i: i32,
  j: i32,
  wide: i32,
  column: usize,
): void {
  const moved = getInteger(order, first + i)
  setInteger(order, first + i, getInteger(order, first + j))
  setInteger(order, first + j, moved)
  const rowI = entry(data, stride, first + i, 0)
  const rowJ = entry(data, stride, first + j, 0)
  copy(spare, rowI, stride)
  copy(rowI, rowJ, stride)
  copy(rowJ, spare, stride)
  for (let c = 0; c < wide; c++) {
    const at = panel + <usize>c * column
    const value = get(at, i)
    set(at, i, get(at, j))
    set(at, j, value)
  }
}

/** `U` and what is left of passed-over columns go home; multipliers to the column that their rank names. */
function writeBack(
  data: usize,
  stride: i32,
  first: i32,
  from: i32,
  wide: i32,
  height: i32,
  column: usize,
): void {
  for (let i = 0; i < height; i++) {
    const row = entry(data, stride, first + i, 0)
    for (let c = 0; c < wide; c++) {
      const pivot = getInteger(pivotOf, c)
      const value = get(panel + <usize>c * column, i)
      set(row, pivot < 0 || i <= pivot ? from + c : first + pivot, value)
    }
  }
}

/** `X := L^{-1} X` for the unit lower block at `(first, first)` of `size` and `X` its rows, columns `from … to`. */
function solveUnitLower(data: usize, stride: i32, first: i32, size: i32, from: i32, to: i32): void {
  if (size <= NARROW) {
    for (let i = first + 1; i < first + size; i++) {
      const target = entry(data, stride, i, from)
      for (let l = first; l < i; l++) {
        subtractMultiple(target, entry(data, stride, l, from), get(entry(data, stride, i, l), 0), to - from)
      }
    }
    return
  }
  const half = size >> 1
  const middle = first + half
  solveUnitLower(data, stride, first, half, from, to)
  subtractProduct(
    entry(data, stride, middle, from),
    stride,
    entry(data, stride, middle, first),
    stride,
    entry(data, stride, first, from),
    stride,
    size - half,
    to - from,
    half,
  )
  solveUnitLower(data, stride, middle, size - half, from, to)
}
