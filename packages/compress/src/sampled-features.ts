import { type CustomFeatures, createRng } from '@polylog/core'
import { custom } from '@polylog/moments'

/** One for all: certificates are compared. */
const SEED = 1

/**
 * Different Chebyshev products of one degree, drawn at random, for degrees that have too many to look at them all: always the same.
 * The axes of each are drawn with replacement, so that products of few axes are not missed.
 *
 * @param box `dim` lower, then `dim` upper bounds, taken as `[-1, 1]^dim`
 * @param count products; there must be as many
 */
export function sampledChebyshev(box: Float64Array, degree: number, count: number): CustomFeatures {
  const dim = box.length / 2
  const width = degree + 1
  const entries = drawProducts(dim, degree, count)
  const table = new Float64Array(dim * width)
  const values = new Float64Array(count)
  return custom(point => {
    fillTable(point, box, degree, table)
    for (let i = 0; i < count; i++) {
      let product = 1
      for (let e = i * degree; e < (i + 1) * degree; e++) product *= table[entries[e]]
      values[i] = product
    }
    return values
  }, count)
}

/**
 * `count × degree` positions in a table of `dim × (degree + 1)` one-variable polynomials; a product of fewer factors
 * is filled up with the constant, at position 0.
 */
function drawProducts(dim: number, degree: number, count: number): Uint32Array {
  const rng = createRng(SEED)
  const products = new Map<string, Uint32Array>()
  while (products.size < count) {
    const powers = new Map<number, number>()
    for (let i = 0; i < degree; i++) {
      const axis = rng.integer(dim)
      powers.set(axis, (powers.get(axis) ?? 0) + 1)
    }
    const product = new Uint32Array(degree)
    product.set([...powers].map(([axis, power]) => axis * (degree + 1) + power).sort((a, b) => a - b))
    products.set(product.join(), product)
  }
  const entries = new Uint32Array(count * degree)
  ;[...products.values()].forEach((product, i) => {
    entries.set(product, i * degree)
  })
  return entries
}

/** `T_0 … T_degree` of every coordinate. */
function fillTable(point: Float64Array, box: Float64Array, degree: number, table: Float64Array): void {
  const dim = point.length
  for (let axis = 0; axis < dim; axis++) {
    const half = box[dim + axis] / 2 - box[axis] / 2
    const t = half > 0 ? (point[axis] - box[axis]) / half - 1 : 0
    const at = axis * (degree + 1)
    table[at] = 1
    table[at + 1] = t
    for (let j = 2; j <= degree; j++) table[at + j] = 2 * t * table[at + j - 1] - table[at + j - 2]
  }
}
