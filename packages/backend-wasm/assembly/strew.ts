import { bounds, setBucketCount } from './buckets'
import { axisAt, axisBytes, coordinates, dim } from './crowd'
import { doubles, integers, mark, rewind } from './memory'
import { selectRank } from './select'
import { moveTo, targets } from './split'
import { get, getInteger, set, setInteger } from './vectors'

/**
 * The sample by its axes, the numbers of its points, keys; of the tree's nodes in level order, the bytes from the first axis
 * to theirs, and thresholds.
 */
let sampleSize: i32 = 0
let sample: usize = 0
let members: usize = 0
let keys: usize = 0
let axes: usize = 0
let thresholds: usize = 0
let nodes: i32 = 0

/**
 * Strews the points `0 … count - 1` over at most `leaves` buckets of neighbours in one pass: a k-d tree is grown on
 * an even sample, and all points are sent down and moved together. Much faster than halving everything again and
 * again, but numbers of points vary, and ties may leave all in one bucket.
 *
 * @param leaves a power of two
 * @param perLeaf points of the sample for each
 */
export function strew(count: i32, leaves: i32, perLeaf: i32): void {
  const before = mark()
  growTree(count, leaves, perLeaf)
  const counts = integers(leaves + 1)
  memory.fill(counts, 0, (<usize>(leaves + 1)) << 2)
  for (let i = 0; i < count; i++) {
    let node = 0
    const point = coordinates + ((<usize>i) << 3)
    while (node < nodes) {
      const coordinate = load<f64>(point + <usize>getInteger(axes, node))
      node = 2 * node + 1 + i32(coordinate >= get(thresholds, node))
    }
    const leaf = node - nodes
    setInteger(targets, i, leaf)
    setInteger(counts, leaf, getInteger(counts, leaf) + 1)
  }
  let placed = 0
  let buckets = 0
  for (let leaf = 0; leaf < leaves; leaf++) {
    const inLeaf = getInteger(counts, leaf)
    setInteger(counts, leaf, placed)
    placed += inLeaf
    if (inLeaf > 0) setInteger(bounds, ++buckets, placed)
  }
  setBucketCount(buckets)
  for (let i = 0; i < count; i++) {
    const leaf = getInteger(targets, i)
    const place = getInteger(counts, leaf)
    setInteger(counts, leaf, place + 1)
    setInteger(targets, i, place)
  }
  moveTo(0, count)
  rewind(before)
}

export function powerOfTwoUpTo(value: i32): i32 {
  return 1 << (31 - clz(value))
}

function growTree(count: i32, leaves: i32, perLeaf: i32): void {
  sampleSize = perLeaf * leaves
  nodes = leaves - 1
  sample = doubles(<i64>dim * sampleSize)
  members = integers(sampleSize)
  keys = doubles(sampleSize)
  axes = integers(nodes)
  thresholds = doubles(nodes)
  for (let s = 0; s < sampleSize; s++) {
    const i = <i32>((<i64>s * <i64>count) / sampleSize)
    for (let axis = 0; axis < dim; axis++) set(sample, axis * sampleSize + s, get(axisAt(axis), i))
    setInteger(members, s, s)
  }
  grow(0, 0, sampleSize)
}

/** Grows the node that holds `members[start … end - 1]`, and those below it. */
function grow(node: i32, start: i32, end: i32): void {
  if (node >= nodes) return
  let middle = end
  let threshold = Infinity
  let axis = 0
  if (end - start > 1) {
    axis = widestAxis(start, end)
    for (let i = start; i < end; i++) set(keys, i - start, coordinate(axis, i))
    threshold = selectRank(keys, end - start, (end - start) >> 1)
    middle = start
    for (let i = start; i < end; i++) {
      if (coordinate(axis, i) >= threshold) continue
      const member = getInteger(members, i)
      setInteger(members, i, getInteger(members, middle))
      setInteger(members, middle++, member)
    }
  }
  setInteger(axes, node, <i32>(<usize>axis * axisBytes))
  set(thresholds, node, threshold)
  grow(2 * node + 1, start, middle)
  grow(2 * node + 2, middle, end)
}

function coordinate(axis: i32, i: i32): f64 {
  return get(sample, axis * sampleSize + getInteger(members, i))
}

function widestAxis(start: i32, end: i32): i32 {
  let widest = 0
  let extent = -1.0
  for (let axis = 0; axis < dim; axis++) {
    let low = Infinity
    let high = -Infinity
    for (let i = start; i < end; i++) {
      const value = coordinate(axis, i)
      low = min(low, value)
      high = max(high, value)
    }
    if (high - low > extent) {
      extent = high - low
      widest = axis
    }
  }
  return widest
}
