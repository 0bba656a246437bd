import { createRng, type WeightedSet } from '@polylog/core'
import { weightedDense } from '@polylog/network/tfjs'
import { gather, layers, type Sequential, sequential, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs'
import { type FollowedRun, type FollowOptions, followedRun } from './follow-wide.js'
import { rowBatches } from './row-batches.js'
import { rowTensors } from './row-tensors.js'
import type { NetworkStart } from './two-layer-network.js'

export interface RowOptions extends Omit<FollowOptions, 'start'> {
  readonly batchSize: number
  /** Of the batches: the same for all networks that are to be compared. */
  readonly seed: number
}

/** Trains a two-layer network on batches of rows whose last coordinate is the label, and looks at it on others. */
export async function followedOnRows(
  start: NetworkStart,
  rows: WeightedSet,
  test: WeightedSet,
  { batchSize, seed, ...options }: RowOptions,
): Promise<FollowedRun> {
  const training = rowTensors(rows)
  const testing = rowTensors(test)
  const even = new Float64Array(rows.size).fill(1)
  const drawn = rowBatches(even, batchSize, 'without-replacement', createRng(seed))
  const nextBatch = () => {
    const places = tensor1d(Int32Array.from(drawn().rows), 'int32')
    return [{ inputs: gather(training.inputs, places), labels: gather(training.labels, places) }]
  }
  const before = modelFrom(start)
  const run = await followedRun(modelFrom(start), { nextBatch, test: testing }, { ...options, start: before })
  before.dispose()
  for (const { inputs, labels } of [training, testing])
    for (const tensor of [inputs, labels]) tensor.dispose()
  return run
}

/** A weighted layer holds the masses, where there are any. To be disposed of. */
export function modelFrom({
  dim,
  width,
  incoming,
  biases,
  outgoing,
  offset,
  masses,
}: NetworkStart): Sequential {
  const model = sequential({
    layers: [
      layers.dense({ units: width, activation: 'relu', inputShape: [dim] }),
      masses ? weightedDense({ units: 1, masses }) : layers.dense({ units: 1 }),
    ],
  })
  tidy(() =>
    model.setWeights([
      tensor2d(incoming, [dim, width]),
      tensor1d(biases),
      tensor2d(outgoing, [width, 1]),
      tensor1d([offset]),
    ]),
  )
  return model
}
