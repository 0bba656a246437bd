import { featureCount, markParents } from './features'
import { doubles } from './memory'
import { fillZero, get, set } from './vectors'

/** Blocks whose terms are added plainly. */
export const PLAIN_BLOCKS: i32 = 4

/**
 * Sums of weighted features and of their magnitudes. Up to some hundred terms are added plainly, in lanes; the
 * lanes are then added with compensation (the error-free sum of two numbers, Knuth 1969).
 */
export let lanes: usize = 0
let high: usize = 0
let low: usize = 0
export let scales: usize = 0

export function prepareSums(): void {
  lanes = doubles(4 * <i64>featureCount)
  high = doubles(featureCount)
  low = doubles(featureCount)
  scales = doubles(featureCount)
  markParents()
}

export function clearLanes(): void {
  fillZero(lanes, 4 * featureCount)
}

export function clearSums(): void {
  fillZero(high, featureCount)
  fillZero(low, featureCount)
  fillZero(scales, featureCount)
}

/** Adds the lanes to the sums. */
export function settleLanes(): void {
  for (let j = 0; j < featureCount; j++) {
    const value = laneSum(j)
    const sum = get(high, j)
    const next = sum + value
    const part = next - sum
    set(high, j, next)
    set(low, j, get(low, j) + (sum - (next - part) + (value - part)))
    set(scales, j, get(scales, j) + get(lanes, 4 * j + 2) + get(lanes, 4 * j + 3))
  }
}

/** What the lanes of a feature hold. */
export function laneSum(j: i32): f64 {
  return get(lanes, 4 * j) + get(lanes, 4 * j + 1)
}

export function settledSum(j: i32): f64 {
  return get(high, j) + get(low, j)
}
