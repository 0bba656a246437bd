import {
  boxOfPoints,
  clusterSize,
  featureCount,
  largestRelativeDifference,
  selectRows,
  type Thinning,
  type ThinningPace,
  type ThinRequest,
  takeRows,
  totalDegreeOf,
  UnavailableError,
  weightyRows,
} from '@polylog/core'
import type { Dispatch } from '../tasks/dispatch.js'
import { balancedSums } from './balanced-sums.js'
import { checkEvaluable } from './check-evaluable.js'
import { gatherCrowd } from './gather-crowd.js'
import { liveRowsOf, sumsOver } from './whole-sets.js'

/** Coordinates whose squared distances are numbers. */
const FARTHEST = 1e150

/** Of the first look at a point, in multiply-adds for every point of its neighbourhood. */
const LOOK = 20

/**
 * The `thin` operation: one task, since every neighbourhood depends on those before it; the sums of the whole set, by
 * which it is judged, are taken in chunks.
 */
export async function thinInTask(request: ThinRequest, dispatch: Dispatch): Promise<Thinning> {
  const { set, map, size, finalSize, leastLoss, signal } = request
  const { dim } = set
  checkEvaluable(map)
  const rows = weightyRows(set.weights)
  if (rows.length <= size) {
    const weights = takeRows(set.weights, rows)
    return { indices: rows, weights, neighbourhoods: 0, maxDiameter: 0, residual: 0 }
  }
  const live = liveRowsOf(set)
  const box = boxOfPoints(live)
  if (box.some(bound => Math.abs(bound) > FARTHEST)) {
    throw new UnavailableError(
      `backend-wasm finds no neighbours beyond ${FARTHEST}, where squares are infinite`,
      'Divide the coordinates by their scale, or use backend-cpu',
    )
  }
  const before = await sumsOver(live, map, box, dispatch, signal)
  const balance = request.balance && balancedSums(request.balance)
  const exponent = (totalDegreeOf(map) ?? 1) + 1
  const [{ weights, positions, counts, residual, maxDiameter = 0 }] = await dispatch(
    [
      {
        work: thinningWork(rows.length, featureCount(map, dim), request),
        make(memory) {
          const data = memory.take(rows.length * (dim + 1))
          gatherCrowd(set, rows, data)
          const options = { size, finalSize, leastLoss, exponent, balance }
          return { kind: 'thin', map, dim, options, data }
        },
      },
    ],
    signal,
  )
  const after = await sumsOver(selectRows(live, positions, weights), map, box, dispatch, signal)
  return {
    indices: positions.map(position => rows[position]),
    weights,
    neighbourhoods: counts[0],
    maxDiameter,
    residual: Math.max(residual, largestRelativeDifference(before.sums, after.sums, before.scales)),
  }
}

/** Predicted multiply-adds, roughly. */
function thinningWork(from: number, features: number, pace: ThinningPace): number {
  const { size } = pace
  const cluster = clusterSize(features, from, pace)
  const last = clusterSize(features, size + 1, pace)
  const looks = LOOK * from * cluster.size
  return looks + Math.ceil((from - size) / cluster.loss) * cluster.size * last.size * features
}
