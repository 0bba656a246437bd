import { axisAt, dim, weights } from './crowd'
import { get, set } from './vectors'

/**
 * Lets the first of points that are equal take the weights of the others, which get 0: where a pivot is small,
 * rounding can make equal rows of a factorisation look independent, and both would stay.
 *
 * @param count points compared, which come first
 */
export function mergeEqualPoints(count: i32): void {
  for (let i = 0; i < count; i++) {
    if (!(get(weights, i) > 0)) continue
    for (let j = i + 1; j < count; j++) {
      if (!areEqual(i, j)) continue
      set(weights, i, get(weights, i) + get(weights, j))
      set(weights, j, 0)
    }
  }
}

function areEqual(i: i32, j: i32): bool {
  for (let axis = 0; axis < dim; axis++) {
    const values = axisAt(axis)
    if (get(values, i) !== get(values, j)) return false
  }
  return true
}
