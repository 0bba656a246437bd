import { doubles } from './memory'
import { subtractProduct } from './product'
import { copy, entry, fillZero, get, set } from './vectors'

/** Columns below which the triangle is inverted, so that this too is a product. */
const NARROW: i32 = 8

let triangle: usize = 0
let rowsBefore: usize = 0

export function prepareTableau(rows: i32): void {
  triangle = doubles(NARROW * NARROW)
  rowsBefore = doubles(<i64>NARROW * rows)
}

/**
 * Turns the multipliers of the rows from `rank` on into the tableau `T = L2 L1^{-1}`, in place: row `i` then says
 * how point `i` is combined from the `rank` independent points, `a_i = Σ_b T[i, b] a_b`, in every feature.
 */
export function tableauFromMultipliers(data: usize, stride: i32, rows: i32, rank: i32): void {
  if (rows > rank) solve(data, stride, rank, rows - rank, 0, rank)
}

function solve(data: usize, stride: i32, rank: i32, others: i32, from: i32, to: i32): void {
  if (to - from <= NARROW) {
    solveNarrow(data, stride, rank, others, from, to - from)
    return
  }
  const middle = from + ((to - from + NARROW) / (2 * NARROW)) * NARROW
  solve(data, stride, rank, others, middle, to)
  subtractProduct(
    entry(data, stride, rank, from),
    stride,
    entry(data, stride, rank, middle),
    stride,
    entry(data, stride, middle, from),
    stride,
    others,
    middle - from,
    to - middle,
  )
  solve(data, stride, rank, others, from, middle)
}

/** `X := X L^{-1} = X - X (I - L^{-1})` for a unit lower block `L`. */
function solveNarrow(data: usize, stride: i32, rank: i32, others: i32, from: i32, wide: i32): void {
  fillZero(triangle, wide * wide)
  for (let j = 0; j < wide; j++) {
    for (let i = j + 1; i < wide; i++) {
      // Entry (i, j) of L^{-1}, whose diagonal is 1, is -L(i, j) - Σ_l L(i, l) L^{-1}(l, j).
      let value = get(entry(data, stride, from + i, from + j), 0)
      for (let l = j + 1; l < i; l++) {
        value -= get(entry(data, stride, from + i, from + l), 0) * get(triangle, l * wide + j)
      }
      set(triangle, i * wide + j, value)
    }
  }
  for (let i = 0; i < others; i++) {
    copy(rowsBefore + ((<usize>(i * wide)) << 3), entry(data, stride, rank + i, from), wide)
  }
  subtractProduct(
    entry(data, stride, rank, from),
    stride,
    rowsBefore,
    wide,
    triangle,
    wide,
    others,
    wide,
    wide,
  )
}
