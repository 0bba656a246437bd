import {
  allRows,
  compensatedSum,
  type PolynomialFeatures,
  selectRows,
  type Thinning,
  type ThinRequest,
  takeRows,
  weightyRows,
} from '@polylog/core'
import { momentResidual } from '@polylog/moments'
import { type HardSet, polynomialRankBound } from '../hard-sets.js'
import { ensure } from './ensure.js'

/** Of mass and moments. */
const TOLERANCE = 1e-12

export type PolynomialThinRequest = ThinRequest & { readonly map: PolynomialFeatures }

/** Throws if a thinning is not what the contract says, whatever the request. */
export function checkThinning(
  label: string,
  request: PolynomialThinRequest,
  result: Thinning,
  input: HardSet,
): void {
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
  ensure(result.residual <= TOLERANCE, () => `${label}: a neighbourhood's residual is ${result.residual}`)
}
