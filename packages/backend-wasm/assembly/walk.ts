import { doubles, integers } from './memory'
import { subtractProduct } from './product'
import { copy, get, getInteger, scale, set, setInteger, subtractMultiple } from './vectors'

/** Pivots that are kept apart before the tableau is brought up to date by one product. */
const PENDING: i32 = 16

/** Entries of the tableau up to here are what rounding left of 0: to pivot on one would fill it with reciprocals. */
const ROUNDING: f64 = 1.1368683772161603e-13

let row: usize = 0
let forwardSteps: usize = 0
let backwardSteps: usize = 0
let etas: usize = 0
let coefficients: usize = 0
let positions: usize = 0
/** Entries of the etas at the positions of later ones, and coefficients of four rows at a time. */
let crossings: usize = 0
let fours: usize = 0
let pending: i32 = 0

export function prepareWalk(rows: i32, columns: i32): void {
  row = doubles(columns + 1)
  forwardSteps = doubles(columns + 1)
  backwardSteps = doubles(columns + 1)
  etas = doubles(<i64>PENDING * columns)
  coefficients = doubles(<i64>PENDING * rows)
  positions = integers(PENDING)
  crossings = doubles(PENDING * PENDING)
  fours = doubles(4 * PENDING)
}

/**
 * Brings a weighted combination of points down to few of them, the sums of all features unchanged: along the null
 * vector of every point outside the basis (its tableau row) the weights are moved, one way or the other, until one
 * of them is zero. Of the two ways the one with the larger pivot is taken; where a basic point's weight vanishes,
 * the outside point replaces it. A simplex-style crossover of Carathéodory's theorem.
 *
 * @param data the tableau in rows `rank …`; overwritten
 * @param order names of the points, row by row; on return the first `rank` are the basis
 * @param weights by row, positive; changed in place; points that were dropped get 0
 */
export function walk(data: usize, stride: i32, rows: i32, rank: i32, order: usize, weights: usize): void {
  pending = 0
  for (let i = rank; i < rows; i++) {
    loadRow(data, stride, i, rank)
    const own = get(weights, i)
    const leaving = takeStep(rank, own, weights)
    set(weights, i, 0)
    if (leaving < 0) continue
    const dropped = getInteger(order, leaving)
    setInteger(order, leaving, getInteger(order, i))
    setInteger(order, i, dropped)
    if (i + 1 < rows) keepPivot(data, stride, rows, rank, i, leaving)
  }
}

/** Moves the weights along the row at hand; returns the basic position whose place is taken, or -1. */
function takeStep(rank: i32, own: f64, weights: usize): i32 {
  // Forwards the outside weight grows until a basic one is used up; backwards it shrinks.
  findSteps(rank, weights)
  const forward = leastOf(forwardSteps, rank)
  let backward = leastOf(backwardSteps, rank)
  let forwardAt = -1
  if (forward < Infinity) {
    // Of the weights that vanish at once, the one with the largest pivot.
    for (let b = 0; b < rank; b++) {
      if (get(forwardSteps, b) === forward && (forwardAt < 0 || get(row, b) > get(row, forwardAt)))
        forwardAt = b
    }
  }
  let backwardAt = -1
  if (backward < own) {
    backwardAt = 0
    while (get(backwardSteps, backwardAt) !== backward) backwardAt++
  } else backward = own
  const backwardPivot = backwardAt < 0 ? 1 : -get(row, backwardAt)
  const goesForward = forwardAt >= 0 && get(row, forwardAt) > backwardPivot
  const step = goesForward ? forward : -backward
  const leaving = goesForward ? forwardAt : backwardAt
  moveWeights(weights, step, rank)
  if (leaving >= 0) set(weights, leaving, own + step)
  return leaving
}

/** How far each basic weight lets go either way; infinitely far where it does not shrink. */
function findSteps(rank: i32, weights: usize): void {
  const rounding = f64x2.splat(ROUNDING)
  const never = f64x2.splat(Infinity)
  for (let at: usize = 0; at < (<usize>rank) << 3; at += 16) {
    const entry = v128.load(row + at)
    const steps = f64x2.div(v128.load(weights + at), f64x2.abs(entry))
    v128.store(forwardSteps + at, v128.bitselect(steps, never, f64x2.gt(entry, rounding)))
    v128.store(backwardSteps + at, v128.bitselect(steps, never, f64x2.lt(entry, f64x2.neg(rounding))))
  }
}

function leastOf(steps: usize, rank: i32): f64 {
  let least = f64x2.splat(Infinity)
  let b = 0
  for (; b + 2 <= rank; b += 2) least = f64x2.pmin(least, v128.load(steps + ((<usize>b) << 3)))
  const both = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1))
  return b < rank ? min(both, get(steps, b)) : both
}

/** `weights := max(0, weights - step row)` */
function moveWeights(weights: usize, step: f64, rank: i32): void {
  subtractMultiple(weights, row, step, rank)
  const zero = f64x2.splat(0)
  let at = weights
  const pairs = at + ((<usize>(rank & ~1)) << 3)
  while (at < pairs) {
    v128.store(at, f64x2.max(v128.load(at), zero))
    at += 16
  }
  if (rank & 1) store<f64>(at, max(load<f64>(at), 0))
}

/** Row `i` of the tableau as it is after the pending pivots. */
function loadRow(data: usize, stride: i32, i: i32, rank: i32): void {
  copy(row, data + ((<usize>i * <usize>stride) << 3), rank)
  for (let q = 0; q < pending; q++) {
    const coefficient = get(row, getInteger(positions, q))
    if (coefficient !== 0) subtractMultiple(row, etas + ((<usize>(q * rank)) << 3), coefficient, rank)
  }
}

/** The pivot at position `p` takes `T_k` to `T_k - T_k[p] η`, with `η = T_i / T_i[p]` but for its entry `p`. */
function keepPivot(data: usize, stride: i32, rows: i32, rank: i32, i: i32, position: i32): void {
  const eta = etas + ((<usize>(pending * rank)) << 3)
  const factor = 1 / get(row, position)
  copy(eta, row, rank)
  scale(eta, factor, rank)
  set(eta, position, 1 - factor)
  setInteger(positions, pending++, position)
  if (pending === PENDING) flush(data, stride, rows, rank, i + 1)
}

function flush(data: usize, stride: i32, rows: i32, rank: i32, from: i32): void {
  const others = rows - from
  for (let q = 0; q < pending; q++) {
    for (let l = 0; l < q; l++)
      set(crossings, q * PENDING + l, get(etas, l * rank + getInteger(positions, q)))
  }
  let k = 0
  for (; k + 4 <= others; k += 4) findCoefficients(data, stride, from + k, k, 4)
  if (k < others) findCoefficients(data, stride, from + k, k, others - k)
  subtractProduct(
    data + ((<usize>from * <usize>stride) << 3),
    stride,
    coefficients,
    PENDING,
    etas,
    rank,
    others,
    rank,
    pending,
  )
  pending = 0
}

/** By how much of each pending eta up to four rows change: `c_q = T[p_q] - Σ_{l < q} c_l η_l[p_q]`. */
function findCoefficients(data: usize, stride: i32, row: i32, to: i32, tall: i32): void {
  const bytes = (<usize>stride) << 3
  const row0 = data + <usize>row * bytes
  const row1 = tall > 1 ? row0 + bytes : row0
  const row2 = tall > 2 ? row1 + bytes : row1
  const row3 = tall > 3 ? row2 + bytes : row2
  for (let q = 0; q < pending; q++) {
    const at = (<usize>getInteger(positions, q)) << 3
    let left = f64x2.replace_lane(f64x2.splat(load<f64>(row0 + at)), 1, load<f64>(row1 + at))
    let right = f64x2.replace_lane(f64x2.splat(load<f64>(row2 + at)), 1, load<f64>(row3 + at))
    let crossing = crossings + ((<usize>(q * PENDING)) << 3)
    let before = fours
    for (let l = 0; l < q; l++) {
      const factor = v128.load64_splat(crossing)
      left = f64x2.sub(left, f64x2.mul(factor, v128.load(before)))
      right = f64x2.sub(right, f64x2.mul(factor, v128.load(before, 16)))
      crossing += 8
      before += 32
    }
    v128.store(before, left)
    v128.store(before, right, 16)
  }
  for (let i = 0; i < tall; i++) {
    const own = coefficients + ((<usize>((to + i) * PENDING)) << 3)
    for (let q = 0; q < pending; q++) set(own, q, get(fours, 4 * q + i))
  }
}
