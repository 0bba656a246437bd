import { integers } from '../memory'
import { get, getInteger, set, setInteger } from '../vectors'
import { found, keepNearest, squared } from './found'
import { pointCount, pointWeights, squaredDistance } from './points'
import { pointsLeft, searchNearest } from './tree'

/** Neighbours on a list, over those that are asked for, once points leave. */
const SLACK: f64 = 1.3

/** Squared radius that is searched first, over that of the search before, which was for a point nearby. */
const RADIUS_GUESS: f64 = 1.3

/** Bytes of all lists together, at most: those of large neighbourhoods are not kept until they are smaller. */
const MOST_BYTES: i64 = 1 << 26

/**
 * The nearest of every point, in no order, as they were when it was last searched for. Points only ever leave: those of
 * a list that are left are still the nearest.
 */
let lists: usize = 0
let lengths: usize = 0
let capacity: i32 = 0
let lastRadius: f64 = Infinity

/** @param largest points of a neighbourhood, at most */
export function prepareNeighbours(largest: i32): void {
  capacity = <i32>min(<i64>largest, MOST_BYTES / (4 * <i64>pointCount))
  lists = integers(<i64>pointCount * capacity)
  lengths = integers(pointCount)
  memory.fill(lengths, 0, (<usize>pointCount) << 2)
  lastRadius = Infinity
}

/**
 * Finds the `wanted` points nearest to a point, itself among them: they are then those at `found`.
 *
 * @param wanted at most `pointsLeft()`
 * @returns the largest of their squared distances
 */
export function nearest(number: i32, wanted: i32): f64 {
  const list = lists + ((<usize>number * <usize>capacity) << 2)
  const length = getInteger(lengths, number)
  if (length >= wanted) {
    const living = findLiving(number, list, length)
    if (living >= wanted) return keepNearest(living, wanted)
  }
  const roomy = length > 0 ? min(pointsLeft(), <i32>(SLACK * <f64>wanted)) : wanted
  const searched = max(wanted, min(capacity, roomy))
  const radius = searchNearest(number, searched, RADIUS_GUESS * lastRadius)
  lastRadius = radius
  if (searched <= capacity) {
    memory.copy(list, found, (<usize>searched) << 2)
    setInteger(lengths, number, searched)
  }
  return searched > wanted ? keepNearest(searched, wanted) : radius
}

/** Takes those of a list that are left for found; returns how many there are. */
function findLiving(number: i32, list: usize, length: i32): i32 {
  let living = 0
  for (let i = 0; i < length; i++) {
    const other = getInteger(list, i)
    if (get(pointWeights, other) === 0) continue
    setInteger(found, living, other)
    set(squared, living++, squaredDistance(number, other))
  }
  return living
}
