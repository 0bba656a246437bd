import { axisAt, dim, frame, PADDING, turnToFrame, weights } from './crowd'
import { doubles } from './memory'
import { get, getInteger, set } from './vectors'

/**
 * A feature map as the host compiles it. Tables of one-variable polynomials and linear forms are filled first;
 * every feature is then an earlier one times one row of the tables.
 *
 * `header`: number of features, of fills, of table rows. `fills`: kind, axis or direction, order, first table row.
 */
const FILL_CHEBYSHEV: i32 = 0
const FILL_LEGENDRE: i32 = 1
const FILL_MONOMIALS: i32 = 2

export let featureCount: i32 = 0
let fillCount: i32 = 0
let fills: usize = 0
let parents: usize = 0
let factors: usize = 0
let directions: usize = 0

/** Points evaluated at once: fewer where there are very many features, so that they stay in the caches. */
export let block: i32 = 32
let rowBytes: usize = 0
let table: usize = 0
/** Feature `j` of the `p`-th point of the block at hand at `values + j * rowBytes + 8 p`. */
export let values: usize = 0

const FEW: i32 = 470

/** @param program integers as `compileProgram` of the host lays them out */
export function prepareFeatures(program: usize, directionsAt: usize): void {
  bindFeatures(program, directionsAt)
  table = doubles(<i64>tableRows(program) * block)
  values = doubles(<i64>featureCount * block)
}

/** Rows of the tables that a program fills. */
export function tableRows(program: usize): i32 {
  return getInteger(program, 2)
}

/** Turns to memory that an earlier program was prepared with: `tableAt`, `valuesAt` and `frameAt`. */
export function turnToFeatures(
  program: usize,
  directionsAt: usize,
  tableAt: usize,
  valuesAt: usize,
  frameAt: usize,
): void {
  bindFeatures(program, directionsAt)
  table = tableAt
  values = valuesAt
  turnToFrame(frameAt)
}

function bindFeatures(program: usize, directionsAt: usize): void {
  featureCount = getInteger(program, 0)
  fillCount = getInteger(program, 1)
  fills = program + 12
  parents = fills + ((<usize>fillCount) << 4)
  factors = parents + ((<usize>featureCount) << 2)
  directions = directionsAt
  block = featureCount <= FEW ? PADDING : PADDING / 2
  rowBytes = (<usize>block) << 3
}

export function valueRow(j: i32): usize {
  return values + <usize>j * rowBytes
}

/** Evaluates the points `start … start + count - 1`; the constant is 1, or the weight if they are weighed. */
export function evaluate(start: i32, count: i32, weighed: bool): void {
  fillTables(start, count)
  fillConstant(start, count, weighed)
  for (let j = 1; j < featureCount; j++) {
    multiply(valueRow(j), valueRow(getInteger(parents, j)), table + <usize>getInteger(factors, j) * rowBytes)
  }
}

/**
 * The same for weighed points, and adds the features and their magnitudes to lanes: four doubles for each feature,
 * two for the sum and two for the sum of magnitudes.
 */
export function evaluateAndAdd(start: i32, count: i32, lanes: usize): void {
  fillTables(start, count)
  fillConstant(start, count, true)
  addRow(valueRow(0), lanes)
  for (let j = 1; j < featureCount; j++) {
    lanes += 32
    multiplyAndAdd(
      valueRow(j),
      valueRow(getInteger(parents, j)),
      table + <usize>getInteger(factors, j) * rowBytes,
      lanes,
    )
  }
}

function multiply(to: usize, a: usize, b: usize): void {
  const end = to + rowBytes
  while (to < end) {
    v128.store(to, f64x2.mul(v128.load(a), v128.load(b)))
    v128.store(to, f64x2.mul(v128.load(a, 16), v128.load(b, 16)), 16)
    to += 32
    a += 32
    b += 32
  }
}

function multiplyAndAdd(to: usize, a: usize, b: usize, lanes: usize): void {
  // In a register: engines fetch the mask of `f64x2.abs` from memory each time.
  const mask = i64x2.splat(i64.MAX_VALUE)
  let sum = v128.load(lanes)
  let magnitude = v128.load(lanes, 16)
  let otherSum = f64x2.splat(0)
  let otherMagnitude = otherSum
  const end = to + rowBytes
  while (to < end) {
    const value = f64x2.mul(v128.load(a), v128.load(b))
    v128.store(to, value)
    sum = f64x2.add(sum, value)
    magnitude = f64x2.add(magnitude, v128.and(value, mask))
    const other = f64x2.mul(v128.load(a, 16), v128.load(b, 16))
    v128.store(to, other, 16)
    otherSum = f64x2.add(otherSum, other)
    otherMagnitude = f64x2.add(otherMagnitude, v128.and(other, mask))
    to += 32
    a += 32
    b += 32
  }
  v128.store(lanes, f64x2.add(sum, otherSum))
  v128.store(lanes, f64x2.add(magnitude, otherMagnitude), 16)
}

function addRow(row: usize, lanes: usize): void {
  let sum = v128.load(lanes)
  let magnitude = v128.load(lanes, 16)
  for (let end = row + rowBytes; row < end; row += 16) {
    const value = v128.load(row)
    sum = f64x2.add(sum, value)
    magnitude = f64x2.add(magnitude, f64x2.abs(value))
  }
  v128.store(lanes, sum)
  v128.store(lanes, magnitude, 16)
}

/** Entries past the last point get the weight 0. */
function fillConstant(start: i32, count: i32, weighed: bool): void {
  const row = valueRow(0)
  for (let p = 0; p < block; p++) {
    set(row, p, p < count ? (weighed ? get(weights, start + p) : 1) : 0)
  }
}

/** Entries past the last point stand for the centre of the frame. */
function fillTables(start: i32, count: i32): void {
  for (let f = 0; f < fillCount; f++) {
    const kind = getInteger(fills, 4 * f)
    const subject = getInteger(fills, 4 * f + 1)
    const order = getInteger(fills, 4 * f + 2)
    const row = table + <usize>getInteger(fills, 4 * f + 3) * rowBytes
    if (kind > FILL_MONOMIALS) {
      fillLinearForm(directions + ((<usize>(subject * dim)) << 3), start, count, row)
      continue
    }
    const centre = get(frame, subject)
    const factor = get(frame, dim + subject)
    const from = axisAt(subject)
    fillCoordinate(row, from + ((<usize>start) << 3), count, centre, factor)
    for (let j = 2; j <= order; j++) fillDegree(kind, j, row)
  }
}

/** `(x - centre) factor` for the first `count` points, 0 for the rest. */
function fillCoordinate(row: usize, from: usize, count: i32, centre: f64, factor: f64): void {
  const origin = f64x2.splat(centre)
  const slope = f64x2.splat(factor)
  for (let at: usize = 0; at < rowBytes; at += 16) {
    v128.store(row + at, f64x2.mul(f64x2.sub(v128.load(from + at), origin), slope))
  }
  for (let p = count; p < block; p++) set(row, p, 0)
}

/** `P_j` from `P_{j-1}`, `P_{j-2}` and `P_1 = t`, which stands in the first row; `P_0 = 1` is not stored. */
function fillDegree(kind: i32, j: i32, first: usize): void {
  const to = first + <usize>(j - 1) * rowBytes
  if (kind === FILL_CHEBYSHEV) {
    fillChebyshev(j, first, to)
    return
  }
  let a = 1.0
  let b = 0.0
  if (kind === FILL_LEGENDRE) {
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

function fillChebyshev(j: i32, first: usize, to: usize): void {
  const one = f64x2.splat(1)
  for (const end = to + rowBytes; to < end; to += 16) {
    const half = f64x2.mul(v128.load(first), v128.load(to - rowBytes))
    const before = j === 2 ? one : v128.load(to - 2 * rowBytes)
    v128.store(to, f64x2.sub(f64x2.add(half, half), before))
    first += 16
  }
}

function fillLinearForm(direction: usize, start: i32, count: i32, row: usize): void {
  for (let p = 0; p < block; p++) {
    let product = 0.0
    if (p < count) {
      for (let axis = 0; axis < dim; axis++) {
        product += get(direction, axis) * (get(axisAt(axis), start + p) - get(frame, axis))
      }
    }
    set(row, p, product)
  }
}
