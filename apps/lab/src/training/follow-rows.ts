import type { WeightedSet } from '@polylog/core'
import { type FollowedRun, type FollowOptions, followedRun } from './follow-wide.js'
import { planeTraining } from './plane-training.js'
import { modelFrom } from './two-layer-model.js'
import type { NetworkStart } from './two-layer-network.js'

export interface RowOptions extends Omit<FollowOptions, 'start'> {
  readonly batchSize: number
  /** Of the batches: the same for all networks that are to be compared. */
  readonly seed: number
}

/** Trains a two-layer network on batches of rows of the plane whose last coordinate is the label, and looks at it on others. */
export async function followedOnRows(
  start: NetworkStart,
  rows: WeightedSet,
  test: WeightedSet,
  { batchSize, seed, ...options }: RowOptions,
): Promise<FollowedRun> {
  const before = modelFrom(start)
  const run = await followedRun(planeTraining(start, rows, test, batchSize, seed), {
    ...options,
    start: before,
  })
  before.dispose()
  return run
}
