import { doubles, integers } from '../memory'
import { selectRank } from '../select'
import { get, getInteger, set, setInteger } from '../vectors'

/** Bins by which points are counted, so that hardly any have to be compared. */
const BINS: i32 = 256

/** Numbers of the points that a search has found so far, and their squared distances, in no order. */
export let found: usize = 0
export let squared: usize = 0
let bins: usize = 0
let keys: usize = 0

export function prepareFound(most: i32): void {
  found = integers(most)
  squared = doubles(most)
  keys = doubles(most)
  bins = integers(BINS)
}

/**
 * Keeps the `wanted` nearest of `count` points that have been found; of several equally far, those met first.
 *
 * @returns the largest of their squared distances
 */
export function keepNearest(count: i32, wanted: i32): f64 {
  const radius = selectSquared(count, wanted - 1)
  if (count === wanted) return radius
  let ties = wanted
  for (let i = 0; i < count; i++) ties -= i32(get(squared, i) < radius)
  let kept = 0
  for (let i = 0; i < count; i++) {
    const distance = get(squared, i)
    setInteger(found, kept, getInteger(found, i))
    set(squared, kept, distance)
    let stays = i32(distance < radius)
    if (distance === radius) stays = i32(ties-- > 0)
    kept += stays
  }
  return radius
}

/** The squared distance of so many others below it. */
function selectSquared(count: i32, rank: i32): f64 {
  let farthest = 0.0
  for (let i = 0; i < count; i++) farthest = max(farthest, get(squared, i))
  if (rank === count - 1) return farthest
  const scale = <f64>(BINS - 1) / farthest
  // Squares of coordinates near the ends of the range of numbers are all 0, or infinite.
  if (!(scale > 0 && scale < Infinity)) return selectWithin(count, rank, -1, 0)
  memory.fill(bins, 0, (<usize>BINS) << 2)
  for (let i = 0; i < count; i++) {
    const bin = <i32>(get(squared, i) * scale)
    setInteger(bins, bin, getInteger(bins, bin) + 1)
  }
  let bin = 0
  let below = 0
  while (below + getInteger(bins, bin) <= rank) below += getInteger(bins, bin++)
  return selectWithin(count, rank - below, bin, scale)
}

/** Among those of a bin, or all if it is -1. */
function selectWithin(count: i32, rank: i32, bin: i32, scale: f64): f64 {
  let members = 0
  for (let i = 0; i < count; i++) {
    const distance = get(squared, i)
    set(keys, members, distance)
    members += i32(bin < 0 || <i32>(distance * scale) === bin)
  }
  return selectRank(keys, members, rank)
}
