/**
 * Products of four rows at a time with the points of a block, and the like: sums that do not wait for each other.
 * Two loops, since one that is told which of both to sum takes a quarter longer.
 *
 * `block`: one row per axis, `rowBytes` each, of the points' coordinates. `rows`: four side by side, axis by axis.
 * `to`: where the results go, a row for each of them; `wanted` of the four.
 */

/** `Σ (x_axis - row_axis)²` */
export function squaredDistances(
  block: usize,
  rows: usize,
  axes: i32,
  to: usize,
  rowBytes: usize,
  wanted: i32,
): void {
  const end = rows + ((<usize>axes) << 5)
  for (let offset: usize = 0; offset < rowBytes; offset += 32) {
    let a0 = f64x2.splat(0)
    let a1 = a0
    let a2 = a0
    let a3 = a0
    let b0 = a0
    let b1 = a0
    let b2 = a0
    let b3 = a0
    let from = block + offset
    for (let at = rows; at < end; at += 32) {
      const a = v128.load(from)
      const b = v128.load(from, 16)
      from += rowBytes
      const row0 = v128.load64_splat(at)
      const row1 = v128.load64_splat(at, 8)
      const row2 = v128.load64_splat(at, 16)
      const row3 = v128.load64_splat(at, 24)
      a0 = addSquare(a0, f64x2.sub(a, row0))
      b0 = addSquare(b0, f64x2.sub(b, row0))
      a1 = addSquare(a1, f64x2.sub(a, row1))
      b1 = addSquare(b1, f64x2.sub(b, row1))
      a2 = addSquare(a2, f64x2.sub(a, row2))
      b2 = addSquare(b2, f64x2.sub(b, row2))
      a3 = addSquare(a3, f64x2.sub(a, row3))
      b3 = addSquare(b3, f64x2.sub(b, row3))
    }
    write(to + offset, rowBytes, wanted, a0, b0, a1, b1, a2, b2, a3, b3)
  }
}

/** `Σ x_axis row_axis` */
export function products(
  block: usize,
  rows: usize,
  axes: i32,
  to: usize,
  rowBytes: usize,
  wanted: i32,
): void {
  const end = rows + ((<usize>axes) << 5)
  for (let offset: usize = 0; offset < rowBytes; offset += 32) {
    let a0 = f64x2.splat(0)
    let a1 = a0
    let a2 = a0
    let a3 = a0
    let b0 = a0
    let b1 = a0
    let b2 = a0
    let b3 = a0
    let from = block + offset
    for (let at = rows; at < end; at += 32) {
      const a = v128.load(from)
      const b = v128.load(from, 16)
      from += rowBytes
      const row0 = v128.load64_splat(at)
      const row1 = v128.load64_splat(at, 8)
      const row2 = v128.load64_splat(at, 16)
      const row3 = v128.load64_splat(at, 24)
      a0 = f64x2.add(a0, f64x2.mul(row0, a))
      b0 = f64x2.add(b0, f64x2.mul(row0, b))
      a1 = f64x2.add(a1, f64x2.mul(row1, a))
      b1 = f64x2.add(b1, f64x2.mul(row1, b))
      a2 = f64x2.add(a2, f64x2.mul(row2, a))
      b2 = f64x2.add(b2, f64x2.mul(row2, b))
      a3 = f64x2.add(a3, f64x2.mul(row3, a))
      b3 = f64x2.add(b3, f64x2.mul(row3, b))
    }
    write(to + offset, rowBytes, wanted, a0, b0, a1, b1, a2, b2, a3, b3)
  }
}

function addSquare(sum: v128, difference: v128): v128 {
  return f64x2.add(sum, f64x2.mul(difference, difference))
}

function write(
  to: usize,
  rowBytes: usize,
  wanted: i32,
  a0: v128,
  b0: v128,
  a1: v128,
  b1: v128,
  a2: v128,
  b2: v128,
  a3: v128,
  b3: v128,
): void {
  v128.store(to, a0)
  v128.store(to, b0, 16)
  if (wanted < 2) return
  v128.store(to + rowBytes, a1)
  v128.store(to + rowBytes, b1, 16)
  if (wanted < 3) return
  v128.store(to + 2 * rowBytes, a2)
  v128.store(to + 2 * rowBytes, b2, 16)
  if (wanted < 4) return
  v128.store(to + 3 * rowBytes, a3)
  v128.store(to + 3 * rowBytes, b3, 16)
}
