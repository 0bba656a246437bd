/** Doubles in memory, one by one and two by two. Positions and lengths count doubles. */

export function get(base: usize, i: i32): f64 {
  return load<f64>(base + ((<usize>i) << 3))
}

export function set(base: usize, i: i32, value: f64): void {
  store<f64>(base + ((<usize>i) << 3), value)
}

export function getInteger(base: usize, i: i32): i32 {
  return load<i32>(base + ((<usize>i) << 2))
}

export function setInteger(base: usize, i: i32, value: i32): void {
  store<i32>(base + ((<usize>i) << 2), value)
}

/** Where the entry of a row-major matrix stands. */
export function entry(matrix: usize, stride: i32, row: i32, column: i32): usize {
  return matrix + ((<usize>row * <usize>stride + <usize>column) << 3)
}

export function fillZero(base: usize, count: i32): void {
  memory.fill(base, 0, (<usize>count) << 3)
}

export function copy(to: usize, from: usize, count: i32): void {
  memory.copy(to, from, (<usize>count) << 3)
}

/** `y -= a x` */
export function subtractMultiple(y: usize, x: usize, a: f64, count: i32): void {
  const factor = f64x2.splat(a)
  const pairs = y + ((<usize>(count & ~3)) << 3)
  while (y < pairs) {
    v128.store(y, f64x2.sub(v128.load(y), f64x2.mul(factor, v128.load(x))))
    v128.store(y, f64x2.sub(v128.load(y, 16), f64x2.mul(factor, v128.load(x, 16))), 16)
    y += 32
    x += 32
  }
  for (let i = count & 3; i > 0; i--) {
    store<f64>(y, load<f64>(y) - a * load<f64>(x))
    y += 8
    x += 8
  }
}

/** `x *= a` */
export function scale(x: usize, a: f64, count: i32): void {
  const factor = f64x2.splat(a)
  const pairs = x + ((<usize>(count & ~1)) << 3)
  while (x < pairs) {
    v128.store(x, f64x2.mul(factor, v128.load(x)))
    x += 16
  }
  if (count & 1) store<f64>(x, a * load<f64>(x))
}
