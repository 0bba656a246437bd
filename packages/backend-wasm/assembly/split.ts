import { axisAt, dim, names, size, weights } from './crowd'
import { doubles, integers } from './memory'
import { selectRank } from './select'
import { copy, get, getInteger, set, setInteger } from './vectors'

/** Parts of many points are split where one in `SAMPLED` of them, evenly strewn, and at most so many, ask for it. */
const SAMPLED: i32 = 8
const LARGEST_SAMPLE: i32 = 65
const MANY: i32 = 64

/** A sampled split that leaves a side with less than this share of what is due to it is done again exactly. */
const LEAST_SHARE: f64 = 0.5

let keys: usize = 0
/** Where each of the points to be moved goes, counted from the first of them. */
export let targets: usize = 0

export function prepareSplit(): void {
  keys = doubles(size)
  targets = integers(size)
}

/**
 * Parts the points `start … end - 1` across the widest axis of their box, about `share` of them to the left, and
 * moves them accordingly; both sides keep their order.
 *
 * @returns where the right side begins, beyond `start` and before `end`
 */
export function splitWidestAxis(start: i32, end: i32, share: f64): i32 {
  const count = end - start
  const from = axisAt(widestAxis(start, end)) + ((<usize>start) << 3)
  const due = max(1, min(count - 1, <i32>nearest(share * <f64>count)))
  if (count > MANY) {
    const sample = min(LARGEST_SAMPLE, count / SAMPLED)
    for (let i = 0; i < sample; i++) {
      set(keys, i, get(from, <i32>((<i64>i * <i64>count) / sample)))
    }
    const threshold = selectRank(keys, sample, <i32>(share * <f64>sample))
    const left = countBelow(from, count, threshold)
    if (<f64>left > LEAST_SHARE * <f64>due && <f64>(count - left) > LEAST_SHARE * <f64>(count - due)) {
      part(start, count, from, threshold, 0, left)
      return start + left
    }
  }
  splitExactly(start, count, from, due)
  return start + due
}

/** The same with exactly `due` points on the left; of equal coordinates the first go there. */
export function splitAt(start: i32, end: i32, due: i32): void {
  const from = axisAt(widestAxis(start, end)) + ((<usize>start) << 3)
  splitExactly(start, end - start, from, due)
}

function splitExactly(start: i32, count: i32, from: usize, due: i32): void {
  copy(keys, from, count)
  const threshold = selectRank(keys, count, due)
  part(start, count, from, threshold, due - countBelow(from, count, threshold), due)
}

function countBelow(from: usize, count: i32, threshold: f64): i32 {
  let below = 0
  for (let i = 0; i < count; i++) below += i32(get(from, i) < threshold)
  return below
}

/** Points below the threshold, and the first `ties` of those on it, go to the `left` places on the left. */
function part(start: i32, count: i32, from: usize, threshold: f64, ties: i32, left: i32): void {
  let toLeft = 0
  let toRight = left
  for (let i = 0; i < count; i++) {
    const coordinate = get(from, i)
    let goesLeft = i32(coordinate < threshold)
    if (ties > 0 && coordinate === threshold) {
      goesLeft = 1
      ties--
    }
    setInteger(targets, i, goesLeft ? toLeft : toRight)
    toLeft += goesLeft
    toRight += 1 - goesLeft
  }
  moveTo(start, count)
}

/** Moves the points from `start` on to their targets. */
export function moveTo(start: i32, count: i32): void {
  for (let axis = 0; axis < dim; axis++) scatter(axisAt(axis) + ((<usize>start) << 3), count)
  scatter(weights + ((<usize>start) << 3), count)
  scatterIntegers(names + ((<usize>start) << 2), count)
}

function scatter(array: usize, count: i32): void {
  copy(keys, array, count)
  for (let i = 0; i < count; i++) set(array, getInteger(targets, i), get(keys, i))
}

function scatterIntegers(array: usize, count: i32): void {
  memory.copy(keys, array, (<usize>count) << 2)
  for (let i = 0; i < count; i++) setInteger(array, getInteger(targets, i), getInteger(keys, i))
}

/** The axis of largest extent; the lowest of equally wide ones. */
function widestAxis(start: i32, end: i32): i32 {
  let widest = 0
  let extent = -1.0
  for (let axis = 0; axis < dim; axis++) {
    measure(axisAt(axis), start, end)
    if (upper - lower > extent) {
      extent = upper - lower
      widest = axis
    }
  }
  return widest
}

let lower: f64 = 0
let upper: f64 = 0

function measure(from: usize, start: i32, end: i32): void {
  let low = f64x2.splat(get(from, start))
  let high = low
  let i = start
  for (; i + 2 <= end; i += 2) {
    const pair = v128.load(from + ((<usize>i) << 3))
    low = f64x2.pmin(low, pair)
    high = f64x2.pmax(high, pair)
  }
  lower = min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1))
  upper = max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1))
  if (i < end) {
    lower = min(lower, get(from, i))
    upper = max(upper, get(from, i))
  }
}

/** Sets a frame to the box around the first points: factors are 0 where there is no extent. */
export function frameOfAll(frame: usize, count: i32): void {
  for (let axis = 0; axis < dim; axis++) {
    measure(axisAt(axis), 0, count)
    const half = upper / 2 - lower / 2
    set(frame, axis, lower / 2 + upper / 2)
    set(frame, dim + axis, half > 0 ? 1 / half : 0)
  }
}

/** Moves point `from` to the place of point `to`. */
export function movePoint(from: i32, to: i32): void {
  for (let axis = 0; axis < dim; axis++) set(axisAt(axis), to, get(axisAt(axis), from))
  set(weights, to, get(weights, from))
  setInteger(names, to, getInteger(names, from))
}
