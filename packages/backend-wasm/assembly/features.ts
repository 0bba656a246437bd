import { PADDING, turnToFrame, weights } from './crowd'
import { doubles, integers } from './memory'
import { fillTable } from './table-fills'
import { get, getInteger, set, setInteger } from './vectors'

/**
 * A feature map as the host compiles it: a table of functions of the point is filled first; every feature is then an
 * earlier one times one row of the table.
 *
 * `header`: number of features, of fills, of table rows. `fills`: kind, subject, count, first table row.
 */
export let featureCount: i32 = 0
let fillCount: i32 = 0
let fills: usize = 0
let parents: usize = 0
let factors: usize = 0
let isParent: usize = 0
let parameters: usize = 0

/** Points evaluated at once: fewer where there are very many features, so that they stay in the caches. */
export let block: i32 = 32
let rowBytes: usize = 0
let table: usize = 0
/** Feature `j` of the `p`-th point of the block at hand at `values + j * rowBytes + 8 p`. */
export let values: usize = 0

const FEW: i32 = 470

/** @param program integers as `compileProgram` of the host lays them out */
export function prepareFeatures(program: usize, parametersAt: usize): void {
  bindFeatures(program, parametersAt)
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
  parametersAt: usize,
  tableAt: usize,
  valuesAt: usize,
  frameAt: usize,
): void {
  bindFeatures(program, parametersAt)
  table = tableAt
  values = valuesAt
  turnToFrame(frameAt)
}

function bindFeatures(program: usize, parametersAt: usize): void {
  featureCount = getInteger(program, 0)
  fillCount = getInteger(program, 1)
  fills = program + 12
  parents = fills + ((<usize>fillCount) << 4)
  factors = parents + ((<usize>featureCount) << 2)
  parameters = parametersAt
  block = featureCount <= FEW ? PADDING : PADDING / 2
  rowBytes = (<usize>block) << 3
}

export function valueRow(j: i32): usize {
  return values + <usize>j * rowBytes
}

/** Evaluates the points `start … start + count - 1`; the constant is 1, or the weight if they are weighed. */
export function evaluate(start: i32, count: i32, weighed: bool): void {
  fillTable(fills, fillCount, parameters, table, rowBytes, start, count)
  fillConstant(start, count, weighed)
  for (let j = 1; j < featureCount; j++) {
    multiply(valueRow(j), valueRow(getInteger(parents, j)), table + <usize>getInteger(factors, j) * rowBytes)
  }
}

/** Which features are part of others: the values of the rest need not be kept. */
export function markParents(): void {
  isParent = integers(featureCount)
  memory.fill(isParent, 0, (<usize>featureCount) << 2)
  for (let j = 1; j < featureCount; j++) setInteger(isParent, getInteger(parents, j), 1)
}

/**
 * The same for weighed points, and adds the features and their magnitudes to lanes: four doubles for each feature,
 * two for the sum and two for the sum of magnitudes.
 *
 * @param keepAll whether values are wanted of features, too, that were not marked as parts of others
 */
export function evaluateAndAdd(start: i32, count: i32, lanes: usize, keepAll: bool): void {
  fillTable(fills, fillCount, parameters, table, rowBytes, start, count)
  fillConstant(start, count, true)
  addRow(valueRow(0), lanes)
  for (let j = 1; j < featureCount; j++) {
    lanes += 32
    const parent = valueRow(getInteger(parents, j))
    const factor = table + <usize>getInteger(factors, j) * rowBytes
    if (keepAll || getInteger(isParent, j)) multiplyAndAdd(valueRow(j), parent, factor, lanes)
    else addProduct(parent, factor, lanes)
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

/** The same, and keeps nothing. */
function addProduct(a: usize, b: usize, lanes: usize): void {
  const mask = i64x2.splat(i64.MAX_VALUE)
  let sum = v128.load(lanes)
  let magnitude = v128.load(lanes, 16)
  let otherSum = f64x2.splat(0)
  let otherMagnitude = otherSum
  const end = a + rowBytes
  while (a < end) {
    const value = f64x2.mul(v128.load(a), v128.load(b))
    sum = f64x2.add(sum, value)
    magnitude = f64x2.add(magnitude, v128.and(value, mask))
    const other = f64x2.mul(v128.load(a, 16), v128.load(b, 16))
    otherSum = f64x2.add(otherSum, other)
    otherMagnitude = f64x2.add(otherMagnitude, v128.and(other, mask))
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
