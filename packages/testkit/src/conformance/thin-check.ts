import {
  allRows,
  type PolynomialFeatures,
  type Thinning,
  type ThinRequest,
  takeRows,
  weightyRows,
} from '@polylog/core'
import { type HardSet, polynomialRankBound } from '../hard-sets.js'
import { ensure } from './ensure.js'
import { checkKeptRows } from './kept-rows-check.js'

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
  const residual = checkKeptRows(label, set, result, map)
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
  // Different summation of the same terms leaves a few units in the last place.
  ensure(
    residual <= 2 * result.residual + 1e-14,
    () => `${label}: the residual is ${residual}, more than the ${result.residual} that is reported`,
  )
  ensure(result.residual <= TOLERANCE, () => `${label}: a neighbourhood's residual is ${result.residual}`)
}
