import { doubles } from './memory'

/** Side of the tile of sums that is held in registers. */
const TILE: i32 = 4

/** The right factor, packed into panels of `TILE` columns; `TILE` rows of the left one; a tile that hangs over an edge. */
let packed: usize = 0
let packedLeft: usize = 0
let overhang: usize = 0

/** Makes room for right factors of up to `inner × columns`. */
export function prepareProduct(inner: i32, columns: i32): void {
  packed = doubles(<i64>inner * (columns + TILE))
  packedLeft = doubles(<i64>inner * TILE)
  overhang = doubles(TILE * TILE)
}

/**
 * `C -= A B` for row-major blocks that do not overlap: `C` is `rows × columns`, `A` is `rows × inner`, `B` is
 * `inner × columns`. Strides count doubles.
 */
export function subtractProduct(
  c: usize,
  cStride: i32,
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  rows: i32,
  columns: i32,
  inner: i32,
): void {
  if (rows <= 0 || columns <= 0 || inner <= 0) return
  pack(b, bStride, inner, columns)
  const cRow = (<usize>cStride) << 3
  const panel = ((<usize>inner) << 3) * TILE
  for (let i = 0; i < rows; i += TILE) {
    const tall = min(TILE, rows - i)
    packLeft(a + ((<usize>i * <usize>aStride) << 3), aStride, tall, inner)
    let at = c + <usize>i * cRow
    let right = packed
    for (let j = 0; j < columns; j += TILE) {
      if (tall === TILE && columns - j >= TILE) {
        subtractTile(at, cRow, packedLeft, right, inner)
      } else {
        const wide = min(TILE, columns - j)
        copyTile(overhang, TILE << 3, at, cRow, tall, wide)
        subtractTile(overhang, TILE << 3, packedLeft, right, inner)
        copyTile(at, cRow, overhang, TILE << 3, tall, wide)
      }
      at += TILE << 3
      right += panel
    }
  }
}

function subtractTile(c: usize, cRow: usize, a: usize, b: usize, inner: i32): void {
  let s00 = f64x2.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  let left: v128
  let right: v128
  let x: v128
  // Not unrolled: engines move all loads of a turn to its beginning, and two turns' do not fit into registers.
  const end = a + ((<usize>inner) << 5)
  while (a < end) {
    left = v128.load(b)
    right = v128.load(b, 16)
    x = v128.load64_splat(a)
    s00 = f64x2.add(s00, f64x2.mul(x, left))
    s01 = f64x2.add(s01, f64x2.mul(x, right))
    x = v128.load64_splat(a, 8)
    s10 = f64x2.add(s10, f64x2.mul(x, left))
    s11 = f64x2.add(s11, f64x2.mul(x, right))
    x = v128.load64_splat(a, 16)
    s20 = f64x2.add(s20, f64x2.mul(x, left))
    s21 = f64x2.add(s21, f64x2.mul(x, right))
    x = v128.load64_splat(a, 24)
    s30 = f64x2.add(s30, f64x2.mul(x, left))
    s31 = f64x2.add(s31, f64x2.mul(x, right))
    a += TILE << 3
    b += TILE << 3
  }
  subtractPairs(c, s00, s01)
  subtractPairs(c + cRow, s10, s11)
  subtractPairs(c + 2 * cRow, s20, s21)
  subtractPairs(c + 3 * cRow, s30, s31)
}

function subtractPairs(c: usize, left: v128, right: v128): void {
  v128.store(c, f64x2.sub(v128.load(c), left))
  v128.store(c, f64x2.sub(v128.load(c, 16), right), 16)
}

function copyTile(to: usize, toRow: usize, from: usize, fromRow: usize, tall: i32, wide: i32): void {
  for (let i = 0; i < tall; i++) {
    memory.copy(to + <usize>i * toRow, from + <usize>i * fromRow, (<usize>wide) << 3)
  }
}

/** Panels of `TILE` columns, each `inner × TILE` in one run; the last one is filled up with zeros. */
function pack(b: usize, bStride: i32, inner: i32, columns: i32): void {
  const bRow = (<usize>bStride) << 3
  let to = packed
  let j = 0
  for (; j + TILE <= columns; j += TILE) {
    let from = b + ((<usize>j) << 3)
    for (let l = 0; l < inner; l++) {
      v128.store(to, v128.load(from))
      v128.store(to, v128.load(from, 16), 16)
      from += bRow
      to += TILE << 3
    }
  }
  if (j === columns) return
  for (let l = 0; l < inner; l++) {
    const from = b + <usize>l * bRow + ((<usize>j) << 3)
    for (let e = 0; e < TILE; e++) {
      store<f64>(to, j + e < columns ? load<f64>(from + ((<usize>e) << 3)) : 0)
      to += 8
    }
  }
}

/** `TILE` rows next to each other, column by column; where there are fewer, the last one stands for the others. */
function packLeft(a: usize, aStride: i32, tall: i32, inner: i32): void {
  const aRow = (<usize>aStride) << 3
  const a1 = tall > 1 ? a + aRow : a
  const a2 = tall > 2 ? a1 + aRow : a1
  const a3 = tall > 3 ? a2 + aRow : a2
  const pairs = (<usize>(inner & ~1)) << 3
  let to = packedLeft
  let at: usize = 0
  for (; at < pairs; at += 16) {
    const x0 = v128.load(a + at)
    const x1 = v128.load(a1 + at)
    const x2 = v128.load(a2 + at)
    const x3 = v128.load(a3 + at)
    v128.store(to, v128.shuffle<f64>(x0, x1, 0, 2))
    v128.store(to, v128.shuffle<f64>(x2, x3, 0, 2), 16)
    v128.store(to, v128.shuffle<f64>(x0, x1, 1, 3), 32)
    v128.store(to, v128.shuffle<f64>(x2, x3, 1, 3), 48)
    to += TILE << 4
  }
  if (inner & 1) {
    store<f64>(to, load<f64>(a + at))
    store<f64>(to, load<f64>(a1 + at), 8)
    store<f64>(to, load<f64>(a2 + at), 16)
    store<f64>(to, load<f64>(a3 + at), 24)
  }
}
