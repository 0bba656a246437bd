import { factorise, prepareFactorisation } from './factorisation'
import { doubles, integers } from './memory'
import { prepareProduct } from './product'
import { prepareTableau, tableauFromMultipliers } from './tableau'
import { fillZero, get, getInteger, scale, set, setInteger } from './vectors'
import { prepareWalk, walk } from './walk'

/**
 * A column within this fraction of its largest entry, once earlier features are taken out of it, counts as
 * dependent on them: what is left is rounding.
 */
const RANK_TOLERANCE: f64 = 1.1368683772161603e-13

/** Features of each row, row-major; filled in by the caller. */
export let data: usize = 0
export let stride: i32 = 0
/** Weights by row, filled in by the caller; and what they become, 0 where the row is dropped. */
export let masses: usize = 0
export let kept: usize = 0

export let order: usize = 0
let permuted: usize = 0
let tolerances: usize = 0
export let pivotColumns: usize = 0

/** Makes room for matrices of up to `rows × columns`. */
export function prepareEliminator(rows: i32, columns: i32): void {
  stride = (columns + 1) & ~1
  data = doubles(<i64>rows * stride)
  masses = doubles(rows)
  kept = doubles(rows)
  order = integers(rows)
  permuted = doubles(rows + 1)
  tolerances = doubles(stride)
  pivotColumns = integers(columns)
  prepareProduct(max(columns, 16), columns)
  prepareFactorisation(rows, stride)
  prepareTableau(rows)
  prepareWalk(rows, columns)
}

/**
 * Moves the weights of the first `rows` rows so that at most their rank many stay positive while the weighted
 * sums of the first `columns` columns stay as they are. `data` is used up.
 */
export function eliminate(rows: i32, columns: i32): void {
  const rank = factoriseRows(rows, columns)
  tableauFromMultipliers(data, stride, rows, rank)
  for (let i = 0; i < rows; i++) set(permuted, i, get(masses, getInteger(order, i)))
  walk(data, stride, rows, rank, order, permuted)
  for (let i = 0; i < rows; i++) set(kept, getInteger(order, i), get(permuted, i))
}

/** Row-pivoted LU of the first `rows` rows of `data`; returns the numerical rank. */
export function factoriseRows(rows: i32, columns: i32): i32 {
  for (let i = 0; i < rows; i++) setInteger(order, i, i)
  fillZero(tolerances, stride)
  for (let i = 0; i < rows; i++) raiseTo(tolerances, data + ((<usize>i * <usize>stride) << 3))
  scale(tolerances, RANK_TOLERANCE, columns)
  return factorise(data, stride, rows, columns, tolerances, order, pivotColumns)
}

/** `most := max(most, |row|)`, entry by entry. */
function raiseTo(most: usize, row: usize): void {
  for (const end = row + ((<usize>stride) << 3); row < end; row += 16) {
    v128.store(most, f64x2.pmax(v128.load(most), f64x2.abs(v128.load(row))))
    most += 16
  }
}

/**
 * A change of weights that adds `defect` to the weighted sums of the features of the first `rows` rows, exactly
 * in as many independent ones as they have: `A^T δ = defect` with `A = L U`. `data` is used up.
 *
 * @param change receives one number per row
 */
export function solveChange(rows: i32, columns: i32, defect: usize, change: usize): void {
  const rank = factoriseRows(rows, columns)
  const solution = permuted
  for (let i = 0; i < rank; i++) {
    const column = getInteger(pivotColumns, i)
    let value = get(defect, column)
    for (let l = 0; l < i; l++) value -= at(l, column) * get(solution, l)
    set(solution, i, value / at(i, column))
  }
  for (let i = rank - 1; i >= 0; i--) {
    let value = get(solution, i)
    for (let l = i + 1; l < rank; l++) value -= at(l, i) * get(solution, l)
    set(solution, i, value)
  }
  fillZero(change, rows)
  for (let i = 0; i < rank; i++) set(change, getInteger(order, i), get(solution, i))
}

function at(i: i32, j: i32): f64 {
  return get(data, i * stride + j)
}
