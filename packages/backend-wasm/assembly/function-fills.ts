import { axisAt, dim } from './crowd'
import { applyFunction } from './host'
import { clearFrom } from './table-fills'
import { products, squaredDistances } from './tiles'
import { get, set } from './vectors'

/** Sections of a kernel. `numbers`: the kernel's, the width, a row of scratch for each axis; landmarks over the width. */
export function fillSections(
  numbers: usize,
  landmarks: i32,
  start: i32,
  count: i32,
  table: usize,
  row: usize,
  rowBytes: usize,
): void {
  const block = table + <usize>get(numbers, 2) * rowBytes
  gather(block, rowBytes, start, count, get(numbers, 1))
  let places = numbers + 24
  let to = row
  for (let left = landmarks; left > 0; left -= 4) {
    squaredDistances(block, places, dim, to, rowBytes, left)
    places += (<usize>dim) << 5
    to += 4 * rowBytes
  }
  applyFunction(<i32>get(numbers, 0), row, landmarks * <i32>(rowBytes >> 3))
}

/** Fourier features. `numbers`: the cosine's, a row of scratch for each axis; phases; frequencies. */
export function fillWaves(
  numbers: usize,
  waves: i32,
  start: i32,
  count: i32,
  table: usize,
  row: usize,
  rowBytes: usize,
): void {
  const block = table + <usize>get(numbers, 1) * rowBytes
  gather(block, rowBytes, start, count, 1)
  const phases = numbers + 16
  let frequencies = phases + ((<usize>waves) << 3)
  for (let i = 0; i < waves; i += 4) {
    products(block, frequencies, dim, row + <usize>i * rowBytes, rowBytes, waves - i)
    frequencies += (<usize>dim) << 5
  }
  const length = <i32>(rowBytes >> 3)
  for (let i = 0; i < waves; i++) {
    const wave = row + <usize>i * rowBytes
    for (let p = 0; p < length; p++) set(wave, p, get(wave, p) + get(phases, i))
  }
  applyFunction(<i32>get(numbers, 0), row, waves * length)
}

/** Combinations of earlier rows of the table. `numbers`: the first of the rows, how many, and the factors. */
export function fillCombinations(
  numbers: usize,
  combinations: i32,
  table: usize,
  row: usize,
  rowBytes: usize,
): void {
  const rows = table + <usize>get(numbers, 0) * rowBytes
  const given = <i32>get(numbers, 1)
  let factors = numbers + 16
  let to = row
  for (let left = combinations; left > 0; left -= 4) {
    products(rows, factors, given, to, rowBytes, left)
    factors += (<usize>given) << 5
    to += 4 * rowBytes
  }
}

/** Coordinates of the block, a row for each axis, over the width. Entries past the last point are 0. */
function gather(block: usize, rowBytes: usize, start: i32, count: i32, width: f64): void {
  const divisor = f64x2.splat(width)
  for (let axis = 0; axis < dim; axis++) {
    const row = block + <usize>axis * rowBytes
    const from = axisAt(axis) + ((<usize>start) << 3)
    for (let at: usize = 0; at < rowBytes; at += 16) {
      v128.store(row + at, f64x2.div(v128.load(from + at), divisor))
    }
    clearFrom(count, row, rowBytes)
  }
}
