import {
  balancedPolynomials,
  type FeatureMap,
  frameOfBox,
  type ThinRequest,
  type WeightedSet,
} from '@polylog/core'
import type { BalancedSums } from '../engine/thin-loaded.js'
import type { Dispatch } from '../tasks/dispatch.js'
import { boxOf, liveRowsOf, sumsOver } from './whole-sets.js'

/** What a reference asks for: its box, and its sums of the polynomials up to an order. */
interface Aim {
  readonly order: number
  readonly box: Float64Array
  readonly sums: Float64Array
}

/** Aims at sets that stand for large ones are the same from one thinning to the next. */
export type KnownAims = WeakMap<WeightedSet, Aim>

/**
 * What a thinning balances, on the box of the reference, and how far it is off to begin with; nothing for maps that are
 * no polynomials.
 *
 * @param live the rows of the set that carry weight
 * @param known is added to
 */
export async function balancedSumsOf(
  { set, map, size, finalSize = size, reference = set, signal }: ThinRequest,
  live: WeightedSet,
  dispatch: Dispatch,
  known: KnownAims,
): Promise<BalancedSums | undefined> {
  const balanced = map.kind === 'polynomial' ? balancedPolynomials(set.dim, map.order, finalSize) : undefined
  if (!balanced) return undefined
  const { map: features, first, factors } = balanced
  const describe = (box: Float64Array, defect: Float64Array): BalancedSums => {
    const numbers = new Float64Array(2 * set.dim + 2 * factors.length)
    frameOfBox(box, set.dim, numbers)
    numbers.set(factors, 2 * set.dim)
    numbers.set(defect, 2 * set.dim + factors.length)
    return { map: features, first, numbers }
  }
  if (reference === set) return describe(boxOf(live), new Float64Array(factors.length))
  const { box, sums } = await aimAt(reference, features, features.order, dispatch, known, signal)
  const found = (await sumsOver(live, features, box, dispatch, signal)).sums
  return describe(
    box,
    factors.map((factor, j) => factor * (found[first + j] - sums[first + j])),
  )
}

async function aimAt(
  reference: WeightedSet,
  map: FeatureMap,
  order: number,
  dispatch: Dispatch,
  known: KnownAims,
  signal: AbortSignal | undefined,
): Promise<Aim> {
  const before = known.get(reference)
  if (before?.order === order) return before
  const standsFor = liveRowsOf(reference)
  const box = boxOf(standsFor)
  const { sums } = await sumsOver(standsFor, map, box, dispatch, signal)
  const aim = { order, box, sums }
  known.set(reference, aim)
  return aim
}
