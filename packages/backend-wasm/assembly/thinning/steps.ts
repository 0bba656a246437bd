import { doubles } from '../memory'
import { entry, fillZero, get, set } from '../vectors'
import { changeAt, defect, PANEL, width } from './balance'

/** As in a reduction: entries up to here are what rounding left of 0. */
const ROUNDING: f64 = 1.1368683772161603e-13

/** To pivot on less would cost digits; such a step is taken only where there is no other. */
const SMALL_PIVOT: f64 = 0.0009765625

/**
 * A step that moves more weight than so many times the least one is not taken, however well it balances: functions that
 * are not smooth feel all that is moved.
 */
const MOST_MOVED: f64 = 2

/** The step that was chosen: its candidate, how far its weight grows, and who leaves the basis, or -1. */
export let candidate: i32 = 0
export let steps: f64 = 0
export let leaving: i32 = 0
let least: f64 = 0
let largestPivot: f64 = 0

/** Of every candidate: how far the basis lets it go either way, as reciprocals, and the weight that a unit step moves. */
let forwards: usize = 0
let backwards: usize = 0
let moved: usize = 0
/** Of every candidate: the product of its changes with the defect, and their square. */
let along: usize = 0
let squares: usize = 0
/** In single precision, over its largest magnitude. */
let scaledDefect: usize = 0
let defectScale: f64 = 0
/** Of the weights of the basis. */
let reciprocals: usize = 0

/** The pivot that is still to be carried over to all candidates, its changes in single precision: zeros at first. */
export let pivotRow: usize = 0
export let pivotColumn: usize = 0
export let pivotFactors: usize = 0

export function prepareSteps(rows: i32, columns: i32): void {
  forwards = doubles(rows)
  backwards = doubles(rows)
  moved = doubles(rows)
  along = doubles(rows + PANEL)
  squares = doubles(rows + PANEL)
  scaledDefect = doubles(width)
  reciprocals = doubles(columns + 2)
  pivotRow = doubles(columns + 2)
  pivotColumn = doubles(width)
  pivotFactors = doubles(rows + PANEL)
}

export function forgetPivot(rank: i32, candidates: i32): void {
  fillZero(pivotRow, rank + 1)
  fillZero(pivotColumn, width)
  fillZero(pivotFactors, candidates + PANEL - 1)
}

/**
 * Of `count` candidates, at least one, chooses the null vector and the way along it, until a weight vanishes, after
 * which the sum of the squared defects is least; of equally good ones that of the larger pivot. The pending pivot is
 * carried over on the way.
 *
 * @param tableau the first candidate's row, in which an entry 0 follows an odd number of them
 * @param basis weights of the basis
 * @param own weights of the candidates
 */
export function chooseStep(
  tableau: usize,
  stride: i32,
  rank: i32,
  count: i32,
  basis: usize,
  own: usize,
): void {
  let leastMoved = Infinity
  for (let b = 0; b < rank; b++) set(reciprocals, b, 1 / get(basis, b))
  set(reciprocals, rank, 0)
  for (let c = 0; c < count; c++) {
    measure(entry(tableau, stride, c, 0), rank, c)
    const way = min(1 / get(forwards, c), min(1 / get(backwards, c), get(own, c)))
    leastMoved = min(leastMoved, get(moved, c) * way)
  }
  scaleDefect()
  for (let c = 0; c < count; c += PANEL) weighChanges(c)
  const limit = MOST_MOVED * leastMoved
  least = Infinity
  largestPivot = 0
  candidate = -1
  for (let c = 0; c < count; c++) {
    const row = entry(tableau, stride, c, 0)
    const all = get(own, c)
    const square = <f64>load<f32>(squares + ((<usize>c) << 2))
    const product = defectScale * <f64>load<f32>(along + ((<usize>c) << 2))
    const free = 1 / get(backwards, c) >= all
    const backward = free ? all : 1 / get(backwards, c)
    const less = backward * (backward * square - 2 * product)
    if (get(moved, c) * backward <= limit && mayWin(less)) {
      const stop = free ? -1 : stopOf(row, rank, -get(backwards, c))
      const pivot = free ? 1 : -get(row, stop)
      consider(c, free ? -all : -get(basis, stop) / pivot, stop, pivot, less)
    }
    const forward = 1 / get(forwards, c)
    const more = forward * (forward * square + 2 * product)
    if (forward < Infinity && get(moved, c) * forward <= limit && mayWin(more)) {
      const stop = stopOf(row, rank, get(forwards, c))
      const pivot = get(row, stop)
      consider(c, get(basis, stop) / pivot, stop, pivot, more)
    }
  }
}

/** Forwards the candidate's weight grows until one of the basis is used up; backwards it shrinks. */
function measure(row: usize, rank: i32, c: i32): void {
  const factor = v128.load64_splat(pivotFactors + ((<usize>c) << 3))
  const rounding = f64x2.splat(ROUNDING)
  const opposite = f64x2.splat(-ROUNDING)
  let forward = f64x2.splat(0)
  let backward = forward
  let norm = forward
  for (let at: usize = 0; at < (<usize>rank) << 3; at += 16) {
    const t = f64x2.sub(v128.load(row + at), f64x2.mul(factor, v128.load(pivotRow + at)))
    v128.store(row + at, t)
    norm = f64x2.add(norm, f64x2.abs(t))
    // The reciprocal of how far it is.
    const near = f64x2.mul(t, v128.load(reciprocals + at))
    forward = f64x2.pmax(forward, v128.and(near, f64x2.gt(t, rounding)))
    backward = f64x2.pmin(backward, v128.and(near, f64x2.lt(t, opposite)))
  }
  set(forwards, c, max(f64x2.extract_lane(forward, 0), f64x2.extract_lane(forward, 1)))
  set(backwards, c, abs(min(f64x2.extract_lane(backward, 0), f64x2.extract_lane(backward, 1))))
  set(moved, c, 1 + f64x2.extract_lane(norm, 0) + f64x2.extract_lane(norm, 1))
}

/** The defect in single precision, whatever the unit of the weights. */
function scaleDefect(): void {
  defectScale = 0
  for (let j = 0; j < width; j++) defectScale = max(defectScale, abs(get(defect, j)))
  const scale = defectScale > 0 ? 1 / defectScale : 0
  for (let j = 0; j < width; j++) store<f32>(scaledDefect + ((<usize>j) << 2), <f32>(scale * get(defect, j)))
}

/** Brings the changes of a panel of candidates, from `c` on, up to date, and weighs them. */
function weighChanges(c: i32): void {
  const leftFactor = singleFactors(c)
  const rightFactor = singleFactors(c + 4)
  let leftAlong = f32x4.splat(0)
  let rightAlong = leftAlong
  let leftSquare = leftAlong
  let rightSquare = leftAlong
  let at = changeAt(c, 0)
  for (let j: usize = 0; j < (<usize>width) << 2; j += 4) {
    const pivot = v128.load32_splat(pivotColumn + j)
    const off = v128.load32_splat(scaledDefect + j)
    const left = f32x4.sub(v128.load(at), f32x4.mul(leftFactor, pivot))
    const right = f32x4.sub(v128.load(at, 16), f32x4.mul(rightFactor, pivot))
    v128.store(at, left)
    v128.store(at, right, 16)
    leftAlong = f32x4.add(leftAlong, f32x4.mul(off, left))
    rightAlong = f32x4.add(rightAlong, f32x4.mul(off, right))
    leftSquare = f32x4.add(leftSquare, f32x4.mul(left, left))
    rightSquare = f32x4.add(rightSquare, f32x4.mul(right, right))
    at += PANEL << 2
  }
  v128.store(along + ((<usize>c) << 2), leftAlong)
  v128.store(along + ((<usize>c) << 2), rightAlong, 16)
  v128.store(squares + ((<usize>c) << 2), leftSquare)
  v128.store(squares + ((<usize>c) << 2), rightSquare, 16)
}

/** Factors of the pending pivot for four candidates. */
function singleFactors(c: i32): v128 {
  const from = pivotFactors + ((<usize>c) << 3)
  return f32x4(<f32>get(from, 0), <f32>get(from, 1), <f32>get(from, 2), <f32>get(from, 3))
}

/** Who is so near, in reciprocals: of those that vanish at once, the one with the largest pivot. */
function stopOf(row: usize, rank: i32, near: f64): i32 {
  let stop = -1
  for (let b = 0; b < rank; b++) {
    const t = get(row, b)
    if (abs(t) > ROUNDING && t * get(reciprocals, b) === near && (stop < 0 || abs(t) > abs(get(row, stop))))
      stop = b
  }
  return stop
}

/** Whether a step may be better than the best one so far, before it is known who stops it. */
function mayWin(increase: f64): bool {
  return largestPivot < SMALL_PIVOT || increase <= least
}

function consider(c: i32, way: f64, stop: i32, pivot: f64, increase: f64): void {
  const sound = pivot >= SMALL_PIVOT
  const bestIsSound = largestPivot >= SMALL_PIVOT
  if (sound !== bestIsSound) {
    if (bestIsSound) return
  } else if (candidate >= 0 && (increase > least || (increase === least && pivot <= largestPivot))) return
  candidate = c
  steps = way
  leaving = stop
  least = increase
  largestPivot = pivot
}
