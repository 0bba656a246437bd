import {
  compensatedSum,
  type PolynomialFeatures,
  polynomialCount,
  type ReduceRequest,
  type Reduction,
  type ReductionMethod,
  selectRows,
} from '@polylog/core'
import { chebyshev, momentResidual } from '@polylog/moments'
import { polynomialRankBound } from '../hard-sets.js'
import { ensure } from './ensure.js'
import type { OperationSuite, Outcome } from './operation-suite.js'
import { kdCellsOf, rowsOf } from './oracle.js'

/** Of mass and moments; a backend of single precision proposes supports, whose weights are solved again. */
const TOLERANCE = { f64: 1e-12, f32: 1e-4 } as const

const METHODS: readonly (ReductionMethod | undefined)[] = [undefined, 'elimination', 'svd', 'nnls']

type PolynomialReduceRequest = ReduceRequest & { readonly map: PolynomialFeatures }

export const reduceSuite: OperationSuite<PolynomialReduceRequest, Reduction> = {
  operation: 'reduce',
  run: async (backend, request) => backend.reduce!(request),
  async requests({ set }) {
    const [whole, several] = await Promise.all([kdCellsOf(set, 1), kdCellsOf(set, 4)])
    const fill = (count: number, target: number) => new Uint32Array(count).fill(target)
    return METHODS.flatMap(method => [
      {
        name: `chebyshev(2), four cells to the rank, ${method ?? 'own method'}`,
        request: { set, cells: several, map: chebyshev(2), targets: fill(several.count, 1), method },
        optional: method !== undefined,
      },
      {
        name: `chebyshev(4), one cell to five more points than features, ${method ?? 'own method'}`,
        request: {
          set,
          cells: whole,
          map: chebyshev(4),
          targets: fill(1, polynomialCount(set.dim, 4) + 5),
          method,
        },
        optional: method !== undefined,
      },
    ])
  },
  check(outcome) {
    const { label, request, result } = outcome
    const { indices, weights, offsets } = result
    const cells = request.cells.count
    ensure(
      weights.length === indices.length,
      () => `${label}: ${weights.length} weights for ${indices.length} indices`,
    )
    ensure(
      offsets.length === cells + 1 && offsets[0] === 0 && offsets[cells] === indices.length,
      () => `${label}: offsets are ${offsets.join()}, expected ${cells + 1} from 0 to ${indices.length}`,
    )
    for (let cell = 0; cell < cells; cell++) checkCell(outcome, cell)
  },
  claims: [],
}

function checkCell(
  { label, request, result, precision, input }: Outcome<PolynomialReduceRequest, Reduction>,
  cell: number,
) {
  const { set, cells, map, targets } = request
  const place = `${label}, cell ${cell}`
  const rows = rowsOf(cells, cell)
  const live = rows.filter(row => set.weights[row] > 0).sort()
  const indices = result.indices.subarray(result.offsets[cell], result.offsets[cell + 1])
  const weights = result.weights.subarray(result.offsets[cell], result.offsets[cell + 1])
  const members = new Set(rows)
  for (let i = 0; i < indices.length; i++) {
    ensure(members.has(indices[i]), () => `${place}: row ${indices[i]} is not of this cell`)
    ensure(i === 0 || indices[i] > indices[i - 1], () => `${place}: its rows are not ascending`)
    ensure(weights[i] > 0, () => `${place}: the weight of row ${indices[i]} is ${weights[i]}, not above 0`)
  }
  const most = Math.max(targets[cell], polynomialRankBound(input, map.order, rows))
  ensure(indices.length <= most, () => `${place}: ${indices.length} points are kept, more than ${most}`)
  if (live.length === 0) return
  const before = selectRows(
    set,
    live,
    Float64Array.from(live, row => set.weights[row]),
  )
  const after = selectRows(set, indices, weights)
  const mass = compensatedSum(before.weights)
  const massError = Math.abs(compensatedSum(weights) - mass) / mass
  ensure(massError <= TOLERANCE[precision], () => `${place}: the mass is off by ${massError}, relatively`)
  const residual = momentResidual(before, after, map)
  ensure(residual <= TOLERANCE[precision], () => `${place}: the residual is ${residual}`)
  // Different summation of the same terms leaves a few units in the last place.
  ensure(
    residual <= 2 * result.residual + 1e-14,
    () => `${place}: the residual is ${residual}, more than the ${result.residual} that is reported`,
  )
  if (rows.length <= targets[cell]) {
    ensure(
      indices.join() === live.join() && weights.join() === before.weights.join(),
      () => `${place}: its ${rows.length} points are changed, though ${targets[cell]} may be kept`,
    )
  }
}
