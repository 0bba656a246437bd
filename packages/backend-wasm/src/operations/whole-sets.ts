import {
  type FeatureMap,
  oneCell,
  type ScaledMoments,
  selectRows,
  type WeightedSet,
  weightyRows,
} from '@polylog/core'
import type { Dispatch } from '../tasks/dispatch.js'
import { sumMoments } from './moments.js'

/** The set without rows of weight zero, which count for nothing, however far away. */
export function liveRowsOf(set: WeightedSet): WeightedSet {
  const rows = weightyRows(set.weights)
  return rows.length === set.size ? set : selectRows(set, rows)
}

/** Sums over a whole set, with polynomials on the given box. */
export function sumsOver(
  set: WeightedSet,
  map: FeatureMap,
  box: Float64Array,
  dispatch: Dispatch,
  signal: AbortSignal | undefined,
): Promise<ScaledMoments> {
  return sumMoments({ set, cells: oneCell(set), map, frames: box, signal }, dispatch)
}
