import { doubles, integers } from '../memory'
import { get, getInteger, set, setInteger } from '../vectors'

/** A binary heap of points, that of least bound first. */
let bounds: usize = 0
let numbers: usize = 0
let length: i32 = 0

/** An empty queue, with room for so many. */
export function prepareQueue(most: i32): void {
  bounds = doubles(most)
  numbers = integers(most)
  length = 0
}

export function queueLength(): i32 {
  return length
}

/** Infinite if the queue is empty. */
export function leastBound(): f64 {
  return length > 0 ? get(bounds, 0) : Infinity
}

export function pushPoint(number: i32, bound: f64): void {
  let at = length++
  while (at > 0) {
    const parent = (at - 1) >> 1
    const above = get(bounds, parent)
    if (bound >= above) break
    set(bounds, at, above)
    setInteger(numbers, at, getInteger(numbers, parent))
    at = parent
  }
  set(bounds, at, bound)
  setInteger(numbers, at, number)
}

/** Takes the first one out; there is one. */
export function popPoint(): i32 {
  const first = getInteger(numbers, 0)
  const bound = get(bounds, --length)
  const number = getInteger(numbers, length)
  let at = 0
  while (2 * at + 1 < length) {
    let child = 2 * at + 1
    if (child + 1 < length && get(bounds, child + 1) < get(bounds, child)) child++
    const below = get(bounds, child)
    if (below >= bound) break
    set(bounds, at, below)
    setInteger(numbers, at, getInteger(numbers, child))
    at = child
  }
  set(bounds, at, bound)
  setInteger(numbers, at, number)
  return first
}
