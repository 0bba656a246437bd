import type { PointMatrix } from './factorisation.js'
import { productScratchLength, subtractProduct } from './matrix-product.js'

/** Pivots that are kept apart before the tableau is brought up to date by one product. */
const PENDING = 16

/**
 * Entries of the tableau up to here are what rounding left of 0: where weights tie at 0, such an entry would
 * block the walk, and to pivot on it would fill the tableau with its reciprocal.
 */
const ROUNDING = 2 ** -43

/** Buffers of the walk for up to `columns` features; reused from cell to cell. */
export interface WalkScratch {
  readonly row: Float64Array
  readonly etas: Float64Array
  readonly coefficients: Float64Array
  readonly positions: Uint32Array
  /** For the product with the pending pivots, of which there may be more than features. */
  readonly packed: Float64Array
}

export function createWalkScratch(rows: number, columns: number): WalkScratch {
  return {
    row: new Float64Array(columns),
    etas: new Float64Array(PENDING * columns),
    coefficients: new Float64Array(PENDING * rows),
    positions: new Uint32Array(PENDING),
    packed: new Float64Array(productScratchLength(PENDING, columns)),
  }
}

/**
 * Brings a weighted combination of points down to few of them, the sums of all features unchanged: from every
 * point outside the basis runs a null vector (its tableau row), along which the weights are moved, one way or
 * the other, until one of them is zero. Of the two ways the one with the larger pivot is taken; if a basic
 * point's weight vanished, the outside point replaces it, which changes the tableau by a matrix of rank 1. A
 * simplex-style crossover of Carathéodory's theorem.
 *
 * @param matrix the tableau in rows `rank …`, as `tableauFromMultipliers` leaves it; overwritten
 * @param order names of the points, row by row; on return the first `rank` are the basis
 * @param weights one per point by row, `> 0`; changed in place; points that were dropped get 0
 */
export function walk(
  matrix: PointMatrix,
  rank: number,
  order: Uint32Array,
  weights: Float64Array,
  walkScratch: WalkScratch,
): void {
  const { data, rows, stride } = matrix
  const { row, etas, coefficients, positions, packed } = walkScratch
  let pending = 0

  for (let i = rank; i < rows; i++) {
    loadRow(i)
    const own = weights[i]

    // Forwards the outside weight grows until a basic one is used up; backwards it shrinks.
    let forward = Infinity
    let forwardAt = -1
    let backward = own
    let backwardAt = -1
    for (let b = 0; b < rank; b++) {
      const t = row[b]
      if (t > ROUNDING) {
        const step = weights[b] / t
        if (step < forward || (step === forward && t > row[forwardAt])) {
          forward = step
          forwardAt = b
        }
      } else if (t < -ROUNDING) {
        const step = -weights[b] / t
        if (step < backward) {
          backward = step
          backwardAt = b
        }
      }
    }

    const backwardPivot = backwardAt < 0 ? 1 : -row[backwardAt]
    const goesForward = forwardAt >= 0 && row[forwardAt] > backwardPivot
    const step = goesForward ? forward : -backward
    const leaving = goesForward ? forwardAt : backwardAt
    for (let b = 0; b < rank; b++) {
      const weight = weights[b] - step * row[b]
      weights[b] = weight > 0 ? weight : 0
    }
    if (leaving < 0) {
      weights[i] = 0
      continue
    }
    weights[leaving] = own + step
    weights[i] = 0
    const dropped = order[leaving]
    order[leaving] = order[i]
    order[i] = dropped
    if (i + 1 < rows) keepPivot(i, leaving)
  }

  /** Row `i` of the tableau as it is after the pending pivots. */
  function loadRow(i: number): void {
    const at = i * stride
    for (let b = 0; b < rank; b++) row[b] = data[at + b]
    for (let q = 0; q < pending; q++) {
      const coefficient = row[positions[q]]
      if (coefficient === 0) continue
      const eta = q * rank
      for (let b = 0; b < rank; b++) row[b] -= coefficient * etas[eta + b]
    }
  }

  /** The pivot at position `p` takes `T_k` to `T_k - T_k[p] η`, with `η = T_i / T_i[p]` but for its entry `p`. */
  function keepPivot(i: number, position: number): void {
    const eta = pending * rank
    const scale = 1 / row[position]
    for (let b = 0; b < rank; b++) etas[eta + b] = row[b] * scale
    etas[eta + position] = 1 - scale
    positions[pending++] = position
    if (pending === PENDING) flush(i + 1)
  }

  function flush(from: number): void {
    const others = rows - from
    for (let k = 0; k < others; k++) {
      const at = (from + k) * stride
      const own = k * PENDING
      for (let q = 0; q < pending; q++) {
        const position = positions[q]
        let coefficient = data[at + position]
        for (let l = 0; l < q; l++) coefficient -= coefficients[own + l] * etas[l * rank + position]
        coefficients[own + q] = coefficient
      }
    }
    subtractProduct(
      data,
      from * stride,
      stride,
      coefficients,
      0,
      PENDING,
      etas,
      0,
      rank,
      others,
      rank,
      pending,
      packed,
    )
    pending = 0
  }
}
