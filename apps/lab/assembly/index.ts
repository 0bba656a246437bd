/**
 * A two-layer ReLU network on the plane, `x -> Σ_j u_j relu(w_j · x + b_j)`, in single precision: its outputs, and the sums of which its
 * gradients are made, without the matrix of all rows by all neurons that a library for tensors goes through memory with.
 *
 * Arrays of numbers of 4 bytes lie one after the other: `w_1`, `w_2`, `b` and `u` of all neurons; first and second inputs of all rows.
 */

/** Rows that are looked at together, in registers: counts of rows are multiples of it. */
const TOGETHER: i32 = 16

/** Neurons whose sum is made in single precision before it goes to the others: fewer digits are lost. */
const SUMMED: i32 = 256

export function allocate(bytes: i32): usize {
  return heap.alloc(bytes)
}

/** @param outputs of the rows, to which the network's are added */
export function addOutputs(neurons: usize, width: i32, inputs: usize, rows: i32, outputs: usize): void {
  const array = (<usize>width) << 2
  const second = (<usize>rows) << 2
  for (let first = 0; first < width; first += SUMMED) {
    const from = neurons + ((<usize>first) << 2)
    const end = from + ((<usize>min(SUMMED, width - first)) << 2)
    for (let row = 0; row < rows; row += TOGETHER) {
      const at = inputs + ((<usize>row) << 2)
      addBlock(from, end, array, at, at + second, outputs + ((<usize>row) << 2))
    }
  }
}

function addBlock(from: usize, end: usize, array: usize, x: usize, y: usize, outputs: usize): void {
  const x0 = v128.load(x)
  const x1 = v128.load(x, 16)
  const x2 = v128.load(x, 32)
  const x3 = v128.load(x, 48)
  const y0 = v128.load(y)
  const y1 = v128.load(y, 16)
  const y2 = v128.load(y, 32)
  const y3 = v128.load(y, 48)
  const zero = f32x4.splat(0)
  let s0 = zero
  let s1 = zero
  let s2 = zero
  let s3 = zero
  for (let at = from; at < end; at += 4) {
    const w1 = v128.load32_splat(at)
    const w2 = v128.load32_splat(at + array)
    const b = v128.load32_splat(at + 2 * array)
    const u = v128.load32_splat(at + 3 * array)
    s0 = f32x4.add(s0, f32x4.mul(u, f32x4.pmax(zero, preactivation(w1, x0, w2, y0, b))))
    s1 = f32x4.add(s1, f32x4.mul(u, f32x4.pmax(zero, preactivation(w1, x1, w2, y1, b))))
    s2 = f32x4.add(s2, f32x4.mul(u, f32x4.pmax(zero, preactivation(w1, x2, w2, y2, b))))
    s3 = f32x4.add(s3, f32x4.mul(u, f32x4.pmax(zero, preactivation(w1, x3, w2, y3, b))))
  }
  v128.store(outputs, f32x4.add(v128.load(outputs), s0))
  v128.store(outputs, f32x4.add(v128.load(outputs, 16), s1), 16)
  v128.store(outputs, f32x4.add(v128.load(outputs, 32), s2), 32)
  v128.store(outputs, f32x4.add(v128.load(outputs, 48), s3), 48)
}

/**
 * For every neuron, sums over the rows on whose side of its kink it is active.
 *
 * @param errors of the rows; these times the first inputs; these times the second ones
 * @param sums of the three, for every neuron: three arrays
 */
export function sumErrors(
  neurons: usize,
  width: i32,
  inputs: usize,
  rows: i32,
  errors: usize,
  sums: usize,
): void {
  const array = (<usize>width) << 2
  const row = (<usize>rows) << 2
  const zero = f32x4.splat(0)
  for (let j = 0; j < width; j++) {
    const at = neurons + ((<usize>j) << 2)
    const w1 = v128.load32_splat(at)
    const w2 = v128.load32_splat(at + array)
    const b = v128.load32_splat(at + 2 * array)
    let s = zero
    let sx = zero
    let sy = zero
    for (let from: usize = 0; from < row; from += 16) {
      const x = v128.load(inputs + from)
      const y = v128.load(inputs + row + from)
      const active = f32x4.gt(preactivation(w1, x, w2, y, b), zero)
      s = f32x4.add(s, v128.and(active, v128.load(errors + from)))
      sx = f32x4.add(sx, v128.and(active, v128.load(errors + row + from)))
      sy = f32x4.add(sy, v128.and(active, v128.load(errors + 2 * row + from)))
    }
    const to = sums + ((<usize>j) << 2)
    store<f32>(to, total(s))
    store<f32>(to + array, total(sx))
    store<f32>(to + 2 * array, total(sy))
  }
}

function preactivation(w1: v128, x: v128, w2: v128, y: v128, b: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(w1, x), f32x4.mul(w2, y)), b)
}

function total(sums: v128): f32 {
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
  )
}
