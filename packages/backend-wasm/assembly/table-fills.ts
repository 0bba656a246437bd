import { axisAt, dim, frame } from './crowd'
import { fillCombinations, fillSections, fillWaves } from './function-fills'
import { get, getInteger, set } from './vectors'

/** Polynomials of a coordinate of the frame, by their basis; the subject is the axis. */
const CHEBYSHEV: i32 = 0
const LEGENDRE: i32 = 1

/** One linear form of the coordinates from the frame's centre; the subject is its place among the parameters. */
const LINEAR_FORM: i32 = 3

/** Polynomials of a projection, by their basis from here on; the subject is the place of its offset and direction. */
const PROJECTION: i32 = 4

/** Functions that the host applies; the subject is the place of their parameters. */
const SECTIONS: i32 = 7
const WAVES: i32 = 8
const COMBINATIONS: i32 = 9

/**
 * Fills the table for the points `start … start + count - 1`. Entries past the last point stand for the centre of the
 * frame.
 */
export function fillTable(
  fills: usize,
  fillCount: i32,
  parameters: usize,
  table: usize,
  rowBytes: usize,
  start: i32,
  count: i32,
): void {
  for (let f = 0; f < fillCount; f++) {
    const kind = getInteger(fills, 4 * f)
    const subject = getInteger(fills, 4 * f + 1)
    const length = getInteger(fills, 4 * f + 2)
    const row = table + <usize>getInteger(fills, 4 * f + 3) * rowBytes
    const numbers = parameters + ((<usize>subject) << 3)
    if (kind === SECTIONS) {
      fillSections(numbers, length, start, count, table, row, rowBytes)
    } else if (kind === WAVES) {
      fillWaves(numbers, length, start, count, table, row, rowBytes)
    } else if (kind === COMBINATIONS) {
      fillCombinations(numbers, length, table, row, rowBytes)
    } else if (kind === LINEAR_FORM) {
      fillForm(numbers, start, count, row, rowBytes)
    } else {
      if (kind >= PROJECTION) {
        fillProjection(numbers, start, count, row, rowBytes)
      } else {
        const from = axisAt(subject) + ((<usize>start) << 3)
        fillCoordinate(row, rowBytes, from, count, get(frame, subject), get(frame, dim + subject))
      }
      const basis = kind >= PROJECTION ? kind - PROJECTION : kind
      for (let j = 2; j <= length; j++) fillDegree(basis, j, row, rowBytes)
    }
  }
}

/** `(x - centre) factor` for the first `count` points, 0 for the rest. */
function fillCoordinate(
  row: usize,
  rowBytes: usize,
  from: usize,
  count: i32,
  centre: f64,
  factor: f64,
): void {
  const origin = f64x2.splat(centre)
  const slope = f64x2.splat(factor)
  for (let at: usize = 0; at < rowBytes; at += 16) {
    v128.store(row + at, f64x2.mul(f64x2.sub(v128.load(from + at), origin), slope))
  }
  clearFrom(count, row, rowBytes)
}

export function clearFrom(count: i32, row: usize, rowBytes: usize): void {
  const end = <i32>(rowBytes >> 3)
  for (let p = count; p < end; p++) set(row, p, 0)
}

/** `P_j` from `P_{j-1}`, `P_{j-2}` and `P_1 = t`, which stands in the first row; `P_0 = 1` is not stored. */
function fillDegree(basis: i32, j: i32, first: usize, rowBytes: usize): void {
  const to = first + <usize>(j - 1) * rowBytes
  if (basis === CHEBYSHEV) {
    fillChebyshev(j, first, to, rowBytes)
    return
  }
  let a = 1.0
  let b = 0.0
  if (basis === LEGENDRE) {
    a = <f64>(2 * j - 1) / <f64>j
    b = <f64>(j - 1) / <f64>j
  }
  const slope = f64x2.splat(a)
  const shift = f64x2.splat(b)
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const before = j === 2 ? f64x2.splat(1) : v128.load(to - 2 * rowBytes + at)
    const rising = f64x2.mul(f64x2.mul(slope, v128.load(first + at)), v128.load(to - rowBytes + at))
    v128.store(to + at, f64x2.sub(rising, f64x2.mul(shift, before)))
  }
}

function fillChebyshev(j: i32, first: usize, to: usize, rowBytes: usize): void {
  const one = f64x2.splat(1)
  for (const end = to + rowBytes; to < end; to += 16) {
    const half = f64x2.mul(v128.load(first), v128.load(to - rowBytes))
    const before = j === 2 ? one : v128.load(to - 2 * rowBytes)
    v128.store(to, f64x2.sub(f64x2.add(half, half), before))
    first += 16
  }
}

function fillForm(direction: usize, start: i32, count: i32, row: usize, rowBytes: usize): void {
  for (let p = 0; p < count; p++) {
    let product = 0.0
    for (let axis = 0; axis < dim; axis++) {
      product += get(direction, axis) * (get(axisAt(axis), start + p) - get(frame, axis))
    }
    set(row, p, product)
  }
  clearFrom(count, row, rowBytes)
}

/** `<direction, x> - offset`, whatever the frame; the offset comes first. */
function fillProjection(numbers: usize, start: i32, count: i32, row: usize, rowBytes: usize): void {
  for (let p = 0; p < count; p++) {
    let product = 0.0
    for (let axis = 0; axis < dim; axis++) {
      product += get(numbers, axis + 1) * get(axisAt(axis), start + p)
    }
    set(row, p, product - get(numbers, 0))
  }
  clearFrom(count, row, rowBytes)
}
