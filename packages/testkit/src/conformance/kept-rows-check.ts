import { compensatedSum, type FeatureMap, selectRows, type WeightedSet } from '@polylog/core'
import { momentResidual } from '@polylog/moments'
import { ensure } from './ensure.js'

/** Of mass and moments. */
const TOLERANCE = 1e-12

/**
 * Throws unless these are rows of the set that carry weight, ascending, with weights above 0 and the set's mass and
 * moments.
 *
 * @returns the residual of the moments
 */
export function checkKeptRows(
  label: string,
  set: WeightedSet,
  { indices, weights }: { readonly indices: Uint32Array; readonly weights: Float64Array },
  map: FeatureMap,
): number {
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
  const mass = compensatedSum(set.weights)
  const massError = Math.abs(compensatedSum(weights) - mass) / mass
  ensure(massError <= TOLERANCE, () => `${label}: the mass is off by ${massError}, relatively`)
  const residual = momentResidual(set, selectRows(set, indices, weights), map)
  ensure(residual <= TOLERANCE, () => `${label}: the residual is ${residual}`)
  return residual
}
