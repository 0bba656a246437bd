import {
  type Backend,
  type FeatureRequest,
  type FeatureTable,
  featureCount,
  type PolynomialBasis,
  weightedSet,
} from '@polylog/core'
import { ensure, ensureClose } from './ensure.js'
import { columnScales, featureRequests } from './feature-requests.js'
import { type OperationSuite, TOLERANCE } from './operation-suite.js'
import { kdCellsOf, oracle } from './oracle.js'

/** `1; x; y; P_2(x); x y; P_2(y)` at `(0.5, -0.25)`. */
const KNOWN: Readonly<Record<PolynomialBasis, readonly number[]>> = {
  chebyshev: [1, 0.5, -0.25, -0.5, -0.125, -0.875],
  legendre: [1, 0.5, -0.25, -0.125, -0.125, -0.40625],
  monomials: [1, 0.5, -0.25, 0.25, -0.125, 0.0625],
}

export const featureSuite: OperationSuite<FeatureRequest, FeatureTable> = {
  operation: 'features',
  run: async (backend, request) => backend.features!(request),
  requests: featureRequests,
  async check({ label, request, result, precision }) {
    const { set, map, cells } = request
    const count = featureCount(map, set.dim)
    ensure(result.count === count, () => `${label}: count is ${result.count}, expected ${count}`)
    const rows = cells.permutation.length
    for (let row = 0; row < rows; row++) {
      const first = result.values[row * count]
      ensure(first === 1, () => `${label}: column 0 of row ${row} is ${first}, not 1`)
    }
    const expected = await oracle().features(request)
    const scales = columnScales(map, set.dim, expected.values)
    ensureClose(
      label,
      result.values,
      expected.values,
      i => scales[i % count],
      TOLERANCE[precision],
      i => `row ${Math.floor(i / count)}, column ${i % count}`,
    )
  },
  claims: (['chebyshev', 'legendre', 'monomials'] as const).map(basis => ({
    name: `${basis} polynomials at a known point, in graded order`,
    check: backend => checkKnown(backend, basis),
  })),
}

/** The frame `[3, 7] × [-10, 10]` scales to `[-1, 1]²`, the point `(6, -2.5)` to `(0.5, -0.25)`. */
async function checkKnown(backend: Backend, basis: PolynomialBasis): Promise<void> {
  const set = weightedSet([[6, -2.5]])
  const cells = await kdCellsOf(set, 1)
  const map = { kind: 'polynomial', basis, order: 2 } as const
  const table = await backend.features!({ set, cells, map, frames: Float64Array.of(3, -10, 7, 10) })
  ensureClose(`features, ${basis}(2)`, table.values, KNOWN[basis], () => 1, TOLERANCE[backend.precision])
}
