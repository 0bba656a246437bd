import { createRng, type WeightedSet } from '@polylog/core'
import type { Trajectory } from '@polylog/network'
import { ticketOptimizer, weightedDense } from '@polylog/network/tfjs'
import {
  gather,
  layers,
  losses,
  type Optimizer,
  type Sequential,
  sequential,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  train,
  type Variable,
} from '@tensorflow/tfjs'
import { cosineShare } from './optimisers.js'
import { ResilientPropagation } from './resilient-propagation.js'
import { rowBatches } from './row-batches.js'
import { rowTensors } from './row-tensors.js'
import type { NetworkStart } from './two-layer-network.js'

/** A rule, its rate at the start, and decoupled decay of the weights. */
export interface FollowedRule {
  readonly create: (rate: number, variables: readonly Variable[]) => Optimizer
  readonly rate: number
  readonly decay?: number
}

export interface FollowOptions {
  readonly rule: FollowedRule
  readonly steps: number
  readonly batchSize: number
  /** Of the batches: the same for all networks that are to be compared. */
  readonly seed: number
  /** Steps after which outputs are recorded. */
  readonly recorded: readonly number[]
}

/** Outputs on the test rows, and their mean squared errors, after some of the steps. */
export interface FollowedRun extends Trajectory {
  readonly errors: readonly number[]
}

/** As PyTorch sets them, by the names of its optimisers. */
export const RULES = {
  sgd: (rate: number) => train.sgd(rate),
  adam: (rate: number) => train.adam(rate, 0.9, 0.999, 1e-8),
  adamax: (rate: number) => train.adamax(rate, 0.9, 0.999, 1e-8),
  rmsprop: (rate: number) => train.rmsprop(rate, 0.99, 0, 1e-8),
  rprop: (rate: number, variables: readonly Variable[]) => new ResilientPropagation(rate, variables),
} as const

/** Steps after which other tasks of the process have their turn. */
const STEPS_AT_ONCE = 20

/** Trains a two-layer network on rows whose last coordinate is the label; rates fall to 0 along a cosine. */
export async function followedRun(
  start: NetworkStart,
  rows: WeightedSet,
  test: WeightedSet,
  { rule, steps, batchSize, seed, recorded }: FollowOptions,
): Promise<FollowedRun> {
  const model = modelFrom(start)
  const variables = model.trainableWeights.map(weight => weight.read() as Variable)
  const inner = rule.create(rule.rate, variables)
  const decay =
    rule.decay === undefined ? {} : { weightDecay: { rate: rule.decay, kind: 'decoupled' as const } }
  // Of a network without masses, nothing is changed.
  const optimizer = ticketOptimizer(inner, model, decay)
  const training = rowTensors(rows)
  const testing = rowTensors(test)
  const expected = testing.labels.dataSync()
  const even = new Float64Array(rows.size).fill(1)
  const drawn = rowBatches(even, batchSize, 'without-replacement', createRng(seed))
  const run = { steps: [] as number[], outputs: [] as Float64Array[], errors: [] as number[] }
  const record = (step: number) => {
    const found = model.predict(testing.inputs) as Tensor
    const outputs = Float64Array.from(found.dataSync())
    found.dispose()
    run.steps.push(step)
    run.outputs.push(outputs)
    run.errors.push(outputs.reduce((sum, value, i) => sum + (value - expected[i]) ** 2, 0) / outputs.length)
  }
  if (recorded.includes(0)) record(0)
  for (let step = 1; step <= steps; step++) {
    optimizer.setLearningRate(rule.rate * cosineShare(step - 1, steps))
    tidy(() => {
      const places = tensor1d(Int32Array.from(drawn().rows), 'int32')
      const [inputs, labels] = [training.inputs, training.labels].map(all => gather(all, places))
      optimizer.minimize(
        () => losses.meanSquaredError(labels, model.apply(inputs) as Tensor),
        false,
        variables,
      )
    })
    if (recorded.includes(step)) record(step)
    if (step % STEPS_AT_ONCE === 0) await new Promise(resolve => setImmediate(resolve))
  }
  for (const { inputs, labels } of [training, testing])
    for (const tensor of [inputs, labels]) tensor.dispose()
  optimizer.dispose()
  model.dispose()
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
