import { weights } from './crowd'
import { integers } from './memory'
import { movePoint, splitAt, splitWidestAxis } from './split'
import { fillZero, get, getInteger, setInteger } from './vectors'

/** Bucket `i` holds the points `bounds[i] … bounds[i + 1] - 1`; `spare` is for the next generation. */
export let bounds: usize = 0
export let bucketCount: i32 = 0
let spare: usize = 0

export function prepareBuckets(most: i32): void {
  bounds = integers(most + 1)
  spare = integers(most + 1)
}

export function setBucketCount(count: i32): void {
  bucketCount = count
}

/** One bucket of the points `0 … size - 1`. */
export function oneBucket(size: i32): void {
  bucketCount = 1
  setInteger(bounds, 0, 0)
  setInteger(bounds, 1, size)
}

/**
 * Splits every bucket, across its widest axis and again, until there are about `wanted` of them; none is left
 * empty, and none is merged.
 */
export function splitBuckets(wanted: i32): void {
  const from = bounds
  const count = bucketCount
  const total = getInteger(from, count)
  bounds = spare
  spare = from
  bucketCount = 0
  setInteger(bounds, 0, 0)
  let granted = 0
  for (let i = 0; i < count; i++) {
    const start = getInteger(from, i)
    const end = getInteger(from, i + 1)
    const due = <i32>nearest((<f64>end * <f64>wanted) / <f64>total)
    split(start, end, min(max(1, due - granted), end - start))
    granted = due
  }
}

function split(start: i32, end: i32, parts: i32): void {
  if (parts <= 1) {
    setInteger(bounds, ++bucketCount, end)
    return
  }
  const count = end - start
  const left = parts >> 1
  let middle: i32
  if (parts === count) {
    middle = start + left
    splitAt(start, end, left)
  } else {
    middle = splitWidestAxis(start, end, <f64>left / <f64>parts)
  }
  // A part may be smaller than what was due to it, but never holds more buckets than points.
  const leftParts = max(parts - (end - middle), min(left, middle - start))
  split(start, middle, leftParts)
  split(middle, end, parts - leftParts)
}

/** Moves the points of positive weight together, and drops the buckets that are left empty. */
export function dropDeadPoints(): void {
  let keptPoints = 0
  let keptBuckets = 0
  let at = 0
  for (let i = 0; i < bucketCount; i++) {
    const first = keptPoints
    for (const end = getInteger(bounds, i + 1); at < end; at++) {
      if (!(get(weights, at) > 0)) continue
      if (keptPoints < at) movePoint(at, keptPoints)
      keptPoints++
    }
    if (keptPoints > first) setInteger(bounds, ++keptBuckets, keptPoints)
  }
  fillZero(weights + ((<usize>keptPoints) << 3), at - keptPoints)
  bucketCount = keptBuckets
}
