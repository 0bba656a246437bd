import type { PolynomialBasis } from '@polylog/core'

/** `P_j = slope t P_{j-1} - shift P_{j-2}`, from degree 2 on; `P_0 = 1` and `P_1 = t`. */
export interface Recurrence {
  readonly slope: number
  readonly shift: number
}

const CHEBYSHEV: Recurrence = { slope: 2, shift: 1 }
const MONOMIALS: Recurrence = { slope: 1, shift: 0 }

/** The three-term recurrence of each one-variable basis, by degree. */
export const recurrences: Readonly<Record<PolynomialBasis, (degree: number) => Recurrence>> = {
  chebyshev: () => CHEBYSHEV,
  legendre: degree => ({ slope: (2 * degree - 1) / degree, shift: (degree - 1) / degree }),
  monomials: () => MONOMIALS,
}

/**
 * Fills `P_1 … P_degree` at a block of arguments: `P_j` of argument `p` goes to `out[at + (j - 1) * stride + p]`. The
 * arguments stand where `P_1` goes.
 */
export function fillPolynomials(
  basis: PolynomialBasis,
  degree: number,
  size: number,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  const recurrence = recurrences[basis]
  for (let j = 2; j <= degree; j++) {
    const to = at + (j - 1) * stride
    const { slope, shift } = recurrence(j)
    for (let p = 0; p < size; p++) {
      const before = j === 2 ? 1 : out[to - 2 * stride + p]
      out[to + p] = slope * out[at + p] * out[to - stride + p] - shift * before
    }
  }
}
