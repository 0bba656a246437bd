import {
  oneCell,
  type PolynomialFeatures,
  polynomialCount,
  type ReduceWholeRequest,
  type WholeReduction,
  weightyRows,
} from '@polylog/core'
import { boxOf, chebyshev, scaledCellMoments } from '@polylog/moments'
import { ensure } from './ensure.js'
import { checkKeptRows } from './kept-rows-check.js'
import type { OperationSuite, Outcome } from './operation-suite.js'

/** Of mass, moments and sums. */
const TOLERANCE = 1e-12

type PolynomialRequest = ReduceWholeRequest & { readonly map: PolynomialFeatures }

export const reduceWholeSuite: OperationSuite<PolynomialRequest, WholeReduction> = {
  operation: 'reduceWhole',
  run: async (backend, request) => backend.reduceWhole!(request),
  async requests({ set }) {
    const sums = { map: chebyshev(3), frame: boxOf(set) }
    return [
      {
        name: 'chebyshev(1), eight cells, with sums',
        request: { set, map: chebyshev(1), cells: 8, seed: 1, sums },
      },
      { name: 'chebyshev(3), one cell', request: { set, map: chebyshev(3), cells: 1, seed: 2 } },
    ]
  },
  check({ label, request, result }: Outcome<PolynomialRequest, WholeReduction>) {
    const { set, map } = request
    const { indices, cells } = result
    checkKeptRows(label, set, result, map)
    ensure(cells >= 1 && cells <= 2 * request.cells, () => `${label}: ${cells} cells for ${request.cells}`)
    const most = Math.min(weightyRows(set.weights).length, cells * polynomialCount(set.dim, map.order))
    ensure(indices.length <= most, () => `${label}: ${indices.length} points are left, more than ${most}`)
    ensure(
      result.residual <= TOLERANCE,
      () => `${label}: the residual of its cells is reported to be ${result.residual}`,
    )
    checkSums(label, request, result)
  },
  claims: [],
}

function checkSums(label: string, { set, sums }: PolynomialRequest, result: WholeReduction): void {
  if (!sums) {
    ensure(result.sums === undefined, () => `${label}: there are sums that nobody asked for`)
    return
  }
  const request = { set, cells: oneCell(set), map: sums.map, frames: sums.frame }
  const expected = scaledCellMoments(request)
  for (const kind of ['sums', 'scales'] as const) {
    expected[kind].forEach((value, j) => {
      const found = result.sums?.[kind][j]
      ensure(
        found !== undefined && Math.abs(found - value) <= TOLERANCE * expected.scales[j],
        () => `${label}: ${kind}[${j}] is ${found}, expected ${value}`,
      )
    })
  }
}
