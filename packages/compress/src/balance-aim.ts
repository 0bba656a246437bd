import {
  type Balance,
  balancedPolynomials,
  balanceOf,
  cellBoxes,
  type FeatureMap,
  oneCell,
  totalDegreeOf,
  type WeightedSet,
} from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'

/** How far sets that stand for a reference are off its sums of the next degrees. */
export type BalanceAim = (set: WeightedSet) => Promise<Balance | undefined>

/**
 * The reference's sums are taken when first asked for, and once. There is nothing to balance where other features than
 * polynomials are kept, or where the next degree has too many.
 *
 * @param finalSize points that will be left in the end
 */
export function balanceAim(
  reference: WeightedSet,
  map: FeatureMap,
  finalSize: number,
  backend: ComposedBackend,
  signal: AbortSignal | undefined,
): BalanceAim {
  const order = totalDegreeOf(map)
  const balanced = order === undefined ? undefined : balancedPolynomials(reference.dim, order, finalSize)
  if (!balanced) return async () => undefined
  const sumsOver = (set: WeightedSet, frames: Float64Array) =>
    backend.run('moments', { set, cells: oneCell(set), map: balanced.map, frames, signal })
  let aim: { readonly box: Float64Array; readonly sums: Float64Array } | undefined
  return async set => {
    if (!aim) {
      const box = cellBoxes(reference, oneCell(reference))
      aim = { box, sums: await sumsOver(reference, box) }
    }
    const { box, sums } = aim
    return balanceOf(balanced, box, await sumsOver(set, box), sums)
  }
}
