import {
  allRows,
  compensatedSum,
  type PolynomialFeatures,
  polynomialCount,
  selectRows,
  type Thinning,
  type ThinRequest,
  takeRows,
  weightyRows,
} from '@polylog/core'
import { chebyshev, momentResidual } from '@polylog/moments'
import { polynomialRankBound } from '../hard-sets.js'
import { ensure } from './ensure.js'
import type { OperationSuite, Outcome } from './operation-suite.js'

/** Of mass and moments. */
const TOLERANCE = 1e-12

type PolynomialThinRequest = ThinRequest & { readonly map: PolynomialFeatures }

export const thinSuite: OperationSuite<PolynomialThinRequest, Thinning> = {
  operation: 'thin',
  run: async (backend, request) => backend.thin!(request),
  async requests({ set }) {
    const features = (order: number) => polynomialCount(set.dim, order)
    return [
      { name: 'chebyshev(2) to the rank', request: { set, map: chebyshev(2), size: 1 } },
      {
        name: 'chebyshev(3) to as many points as features',
        request: { set, map: chebyshev(3), size: features(3) },
      },
      {
        name: 'chebyshev(1), half of the points, on the way to few',
        request: {
          set,
          map: chebyshev(1),
          size: Math.max(features(1), set.size >> 1),
          finalSize: features(1),
          reference: set,
        },
      },
      { name: 'chebyshev(2), nothing to leave out', request: { set, map: chebyshev(2), size: set.size } },
    ]
  },
  check({ label, request, result, input }: Outcome<PolynomialThinRequest, Thinning>) {
    const { set, map, size } = request
    const { indices, weights, neighbourhoods, maxDiameter } = result
    ensure(
      weights.length === indices.length,
      () => `${label}: ${weights.length} weights for ${indices.length} indices`,
    )
    for (let i = 0; i < indices.length; i++) {
      ensure(
        set.weights[indices[i]] > 0,
        () => `${label}: row ${indices[i]} is none of the set that carries weight`,
      )
      ensure(i === 0 || indices[i] > indices[i - 1], () => `${label}: the rows are not ascending`)
      ensure(weights[i] > 0, () => `${label}: the weight of row ${indices[i]} is ${weights[i]}, not above 0`)
    }
    const most = Math.max(size, polynomialRankBound(input, map.order, allRows(set.size)))
    ensure(indices.length <= most, () => `${label}: ${indices.length} points are left, more than ${most}`)
    ensure(maxDiameter >= 0, () => `${label}: the largest diameter is ${maxDiameter}`)

    const live = weightyRows(set.weights)
    const changed = live.length > indices.length
    ensure(
      neighbourhoods > 0 === changed,
      () => `${label}: ${live.length - indices.length} points left ${neighbourhoods} neighbourhoods`,
    )
    if (!changed) {
      ensure(
        weights.join() === takeRows(set.weights, live).join(),
        () => `${label}: weights are changed, though no point had to leave`,
      )
    }
    const mass = compensatedSum(set.weights)
    const massError = Math.abs(compensatedSum(weights) - mass) / mass
    ensure(massError <= TOLERANCE, () => `${label}: the mass is off by ${massError}, relatively`)
    const residual = momentResidual(set, selectRows(set, indices, weights), map)
    ensure(residual <= TOLERANCE, () => `${label}: the residual is ${residual}`)
    // Different summation of the same terms leaves a few units in the last place.
    ensure(
      residual <= 2 * result.residual + 1e-14,
      () => `${label}: the residual is ${residual}, more than the ${result.residual} that is reported`,
    )
  },
  claims: [],
}
