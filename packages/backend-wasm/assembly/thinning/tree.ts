import { axisAt, dim, size } from '../crowd'
import { doubles, integers } from '../memory'
import { prepareSplit, splitAt } from '../split'
import { copy, get, getInteger, set, setInteger } from '../vectors'
import { found, keepNearest, prepareFound, squared } from './found'
import { pointAt } from './points'

/**
 * A k-d tree of fixed shape (Friedman, Bentley and Finkel 1977) over the points that are left: every leaf has the same
 * depth, and a point that leaves changes places with the last of its leaf. Node 1 is the root, node `i` has the
 * children `2i` and `2i + 1`.
 */
const LEAF: i32 = 48

const ABSENT: i32 = -1

let leaves: i32 = 1
/** Leaf `i` has the places `bounds[i] …`, as many as the count of its node says. */
let bounds: usize = 0
let counts: usize = 0
let boxes: usize = 0
/** Coordinate `axis` at place `p` at `places + axis * placeBytes + 8 p`. */
let places: usize = 0
let placeBytes: usize = 0
let numberAt: usize = 0
let placeOf: usize = 0
let leafOf: usize = 0

let stack: usize = 0
let stackDistances: usize = 0
let near: usize = 0

/** Sorts the points of the crowd into leaves. */
export function sortIntoLeaves(): void {
  prepareSplit()
  leaves = 1
  let depth = 0
  while (leaves * LEAF < size) {
    leaves *= 2
    depth++
  }
  bounds = integers(leaves + 1)
  for (let i = 0; i <= leaves; i++) setInteger(bounds, i, <i32>((<i64>size * i) / leaves))
  for (let step = leaves; step > 1; step >>= 1) {
    for (let leaf = 0; leaf < leaves; leaf += step) {
      const start = getInteger(bounds, leaf)
      splitAt(start, getInteger(bounds, leaf + step), getInteger(bounds, leaf + (step >> 1)) - start)
    }
  }
  placeBytes = (<usize>(size + 2)) << 3
  places = doubles(<i64>dim * (size + 2))
  for (let axis = 0; axis < dim; axis++) copy(places + <usize>axis * placeBytes, axisAt(axis), size)
  numberAt = integers(size)
  placeOf = integers(size)
  leafOf = integers(size)
  for (let leaf = 0; leaf < leaves; leaf++) {
    for (let i = getInteger(bounds, leaf); i < getInteger(bounds, leaf + 1); i++) setInteger(leafOf, i, leaf)
  }
  for (let i = 0; i < size; i++) {
    setInteger(numberAt, i, i)
    setInteger(placeOf, i, i)
  }
  countAndBox()
  stack = integers(2 * depth + 2)
  stackDistances = doubles(2 * depth + 2)
  near = doubles(2 * LEAF + 2)
  prepareFound(size + 2 * LEAF)
}

function countAndBox(): void {
  counts = integers(2 * leaves)
  boxes = doubles(<i64>4 * dim * leaves)
  for (let node = 2 * leaves - 1; node > 0; node--) {
    const lower = boxOf(node)
    const upper = lower + ((<usize>dim) << 3)
    if (node < leaves) {
      setInteger(counts, node, getInteger(counts, 2 * node) + getInteger(counts, 2 * node + 1))
      for (let axis = 0; axis < dim; axis++) {
        set(lower, axis, min(get(boxOf(2 * node), axis), get(boxOf(2 * node + 1), axis)))
        set(upper, axis, max(get(boxOf(2 * node), dim + axis), get(boxOf(2 * node + 1), dim + axis)))
      }
      continue
    }
    const start = getInteger(bounds, node - leaves)
    const end = getInteger(bounds, node - leaves + 1)
    setInteger(counts, node, end - start)
    for (let axis = 0; axis < dim; axis++) {
      const from = places + <usize>axis * placeBytes
      let low = Infinity
      let high = -Infinity
      for (let i = start; i < end; i++) {
        low = min(low, get(from, i))
        high = max(high, get(from, i))
      }
      set(lower, axis, low)
      set(upper, axis, high)
    }
  }
}

function boxOf(node: i32): usize {
  return boxes + ((<usize>(2 * node) * <usize>dim) << 3)
}

/** Points that are left. */
export function pointsLeft(): i32 {
  return getInteger(counts, 1)
}

/** Takes a point out; nothing happens if it is out already. */
export function removePoint(number: i32): void {
  const place = getInteger(placeOf, number)
  if (place === ABSENT) return
  setInteger(placeOf, number, ABSENT)
  const leaf = getInteger(leafOf, place)
  const last = getInteger(bounds, leaf) + getInteger(counts, leaves + leaf) - 1
  if (place !== last) {
    const moved = getInteger(numberAt, last)
    setInteger(numberAt, place, moved)
    setInteger(placeOf, moved, place)
    for (let axis = 0; axis < dim; axis++) {
      const from = places + <usize>axis * placeBytes
      set(from, place, get(from, last))
    }
  }
  for (let node = leaves + leaf; node > 0; node >>= 1) setInteger(counts, node, getInteger(counts, node) - 1)
}

/**
 * Finds the `wanted` points nearest to a point, itself among them; of several equally far, those met first.
 *
 * @param wanted at most `pointsLeft()`
 * @param guess squared distance within which there may be as many: the search is shorter if there are, and longer if not
 * @returns the largest of their squared distances
 */
export function searchNearest(number: i32, wanted: i32, guess: f64): f64 {
  let count = searchWithin(number, wanted, guess)
  if (count < wanted) count = searchWithin(number, wanted, Infinity)
  return keepNearest(count, wanted)
}

/** Finds all nearest ones that are within a squared distance, and perhaps others; returns how many were found. */
function searchWithin(number: i32, wanted: i32, most: f64): i32 {
  const from = pointAt(number)
  let limit = most
  let count = 0
  let top = 1
  setInteger(stack, 0, 1)
  set(stackDistances, 0, 0)
  while (top > 0) {
    let node = getInteger(stack, --top)
    if (get(stackDistances, top) > limit) continue
    while (node < leaves) {
      const left = 2 * node
      const toLeft = distanceTo(left, from)
      const toRight = distanceTo(left + 1, from)
      const far = toLeft <= toRight ? left + 1 : left
      const toFar = toLeft <= toRight ? toRight : toLeft
      if (toFar <= limit && toFar < Infinity) {
        setInteger(stack, top, far)
        set(stackDistances, top++, toFar)
      }
      node = far ^ 1
    }
    count = addLeaf(node, from, limit, count)
    if (count >= 2 * wanted) {
      limit = keepNearest(count, wanted)
      count = wanted
    }
  }
  return count
}

/** Squared distance to the box of a node; infinite where nothing is left of it. */
function distanceTo(node: i32, from: usize): f64 {
  if (getInteger(counts, node) === 0) return Infinity
  let lower = boxOf(node)
  const upper = (<usize>dim) << 3
  let sum = 0.0
  for (let axis = 0; axis < dim; axis++) {
    const value = get(from, axis)
    const outside = max(max(load<f64>(lower) - value, value - load<f64>(lower + upper)), 0)
    sum += outside * outside
    lower += 8
  }
  return sum
}

/** Appends the points of a leaf that are within the limit; returns how many there are then. */
function addLeaf(node: i32, from: usize, limit: f64, before: i32): i32 {
  const start = getInteger(bounds, node - leaves)
  const inLeaf = getInteger(counts, node)
  for (let i = 0; i < inLeaf; i += 2) {
    let at = places + ((<usize>(start + i)) << 3)
    let sum = f64x2.splat(0)
    for (let axis = 0; axis < dim; axis++) {
      const difference = f64x2.sub(v128.load(at), v128.load64_splat(from + ((<usize>axis) << 3)))
      sum = f64x2.add(sum, f64x2.mul(difference, difference))
      at += placeBytes
    }
    v128.store(near + ((<usize>i) << 3), sum)
  }
  let count = before
  for (let i = 0; i < inLeaf; i++) {
    const distance = get(near, i)
    set(squared, count, distance)
    setInteger(found, count, getInteger(numberAt, start + i))
    count += i32(distance <= limit)
  }
  return count
}
