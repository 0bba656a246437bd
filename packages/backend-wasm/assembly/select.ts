import { get, set } from './vectors'

/** Below this many keys an insertion sort is the fastest selection. */
const SORTED_BELOW: i32 = 12

/**
 * Quickselect (Hoare 1961): reorders `keys[0 … count - 1]` so that `keys[rank]` is what sorting would put there;
 * returns it.
 */
export function selectRank(keys: usize, count: i32, rank: i32): f64 {
  let left = 0
  let right = count - 1
  while (right - left >= SORTED_BELOW) {
    const pivot = medianOfThree(get(keys, left), get(keys, (left + right) >> 1), get(keys, right))
    let i = left
    let j = right
    while (i <= j) {
      while (get(keys, i) < pivot) i++
      while (get(keys, j) > pivot) j--
      if (i <= j) {
        const key = get(keys, i)
        set(keys, i++, get(keys, j))
        set(keys, j--, key)
      }
    }
    if (rank <= j) right = j
    else if (rank >= i) left = i
    else return get(keys, rank)
  }
  insertionSort(keys, left, right)
  return get(keys, rank)
}

function medianOfThree(a: f64, b: f64, c: f64): f64 {
  return max(min(a, b), min(max(a, b), c))
}

function insertionSort(keys: usize, left: i32, right: i32): void {
  for (let i = left + 1; i <= right; i++) {
    const key = get(keys, i)
    let j = i - 1
    while (j >= left && get(keys, j) > key) {
      set(keys, j + 1, get(keys, j))
      j--
    }
    set(keys, j + 1, key)
  }
}
