import type { PolynomialBasis } from '@polylog/core'

/**
 * Fills `P_0 … P_order` at a block of arguments: `P_j` of argument `p` goes to `out[at + j * stride + p]`. The
 * arguments stand where `P_1` goes, since every basis here has `P_1(t) = t`.
 */
export type PolynomialTable = (
  order: number,
  size: number,
  out: Float64Array,
  at: number,
  stride: number,
) => void

const chebyshevTable: PolynomialTable = (order, size, out, at, stride) => {
  const t = at + stride
  for (let p = 0; p < size; p++) out[at + p] = 1
  for (let j = 2; j <= order; j++) {
    const to = at + j * stride
    for (let p = 0; p < size; p++) {
      out[to + p] = 2 * out[t + p] * out[to - stride + p] - out[to - 2 * stride + p]
    }
  }
}

const legendreTable: PolynomialTable = (order, size, out, at, stride) => {
  const t = at + stride
  for (let p = 0; p < size; p++) out[at + p] = 1
  for (let j = 2; j <= order; j++) {
    const to = at + j * stride
    const a = (2 * j - 1) / j
    const b = (j - 1) / j
    for (let p = 0; p < size; p++) {
      out[to + p] = a * out[t + p] * out[to - stride + p] - b * out[to - 2 * stride + p]
    }
  }
}

const monomialTable: PolynomialTable = (order, size, out, at, stride) => {
  const t = at + stride
  for (let p = 0; p < size; p++) out[at + p] = 1
  for (let j = 2; j <= order; j++) {
    const to = at + j * stride
    for (let p = 0; p < size; p++) out[to + p] = out[t + p] * out[to - stride + p]
  }
}

/** The three-term recurrence of each one-variable basis. */
export const polynomialTables: Readonly<Record<PolynomialBasis, PolynomialTable>> = {
  chebyshev: chebyshevTable,
  legendre: legendreTable,
  monomials: monomialTable,
}
