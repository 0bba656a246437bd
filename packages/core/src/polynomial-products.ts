import { gradedMultiIndices } from './multi-index.js'

/** How every polynomial feature but the constant is an earlier one times one polynomial of one variable. */
export interface PolynomialProducts {
  /** Features, the constant included. */
  readonly count: number
  /** Number of the earlier feature; 0, the constant, where there is but one factor. */
  readonly parents: Uint32Array
  /** `axis * (order + 1) + degree` of the polynomial of one variable. */
  readonly factors: Uint32Array
}

/** The products in the order of `gradedMultiIndices`, with one multiplication for each. */
export function polynomialProducts(dim: number, order: number): PolynomialProducts {
  if (dim === 0) return { count: 1, parents: new Uint32Array(1), factors: new Uint32Array(1) }
  const exponents = gradedMultiIndices(dim, order)
  const count = exponents.length / dim
  const parents = new Uint32Array(count)
  const factors = new Uint32Array(count)
  const position = new Map<string, number>()
  for (let j = 0; j < count; j++) {
    const alpha = exponents.subarray(j * dim, (j + 1) * dim)
    position.set(alpha.join(), j)
    const axis = alpha.findLastIndex(power => power > 0)
    if (axis < 0) continue
    factors[j] = axis * (order + 1) + alpha[axis]
    parents[j] = position.get(alpha.with(axis, 0).join())!
  }
  return { count, parents, factors }
}
