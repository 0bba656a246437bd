/** Entry of `bench/kernel.mjs`: the matrix product and the elimination alone, on numbers of its own. */
import { data, eliminate, kept, masses, prepareEliminator, stride } from './eliminate'
import { doubles, mark, rewind } from './memory'
import { prepareProduct, subtractProduct } from './product'
import { get, set } from './vectors'

const floor: usize = mark()

let state: u32 = 1
let left: usize = 0
let right: usize = 0
let product: usize = 0

/** Uniform on [-1, 1] (Park and Miller's generator). */
function uniform(): f64 {
  state = <u32>((<u64>state * 48271) % 2147483647)
  return (2 * <f64>state) / 2147483647 - 1
}

export function prepareMatrices(n: i32): void {
  rewind(floor)
  left = doubles(n * n)
  right = doubles(n * n)
  product = doubles(n * n)
  prepareProduct(n, n)
  for (let i = 0; i < n * n; i++) {
    set(left, i, uniform())
    set(right, i, uniform())
  }
}

/** `2 n^3` operations. */
export function multiply(n: i32): void {
  subtractProduct(product, n, left, n, right, n, n, n, n)
}

export function preparePoints(n: i32): void {
  rewind(floor)
  prepareEliminator(2 * n, n)
}

/** `2 n` points with `n` features each, all drawn anew. */
export function drawPoints(n: i32): void {
  for (let i = 0; i < 2 * n; i++) {
    set(masses, i, 1)
    for (let j = 0; j < n; j++) set(data, i * stride + j, j === 0 ? 1 : uniform())
  }
}

/** Reduces them to at most `n`; returns how many are left. */
export function reduce(n: i32): i32 {
  eliminate(2 * n, n)
  let left = 0
  for (let i = 0; i < 2 * n; i++) left += i32(get(kept, i) > 0)
  return left
}
