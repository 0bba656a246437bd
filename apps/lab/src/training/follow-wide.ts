import type { Trajectory } from '@polylog/network'
import { ticketOptimizer, weightMovement } from '@polylog/network/tfjs'
import type { LayersModel, Optimizer, Tensor, Variable } from '@tensorflow/tfjs'
import { tidy } from '@tensorflow/tfjs'

/** A rule, its rate at the start, and decoupled decay of the weights. */
export interface FollowedRule {
  readonly create: (rate: number, variables: readonly Variable[]) => Optimizer
  readonly rate: number
  readonly decay?: number
}

/** A model, and the data it sees: the same for all models that are to be compared. */
export interface Training {
  /** Disposed of with the run. */
  readonly model: LayersModel
  /** Of the mean squared error on the next batch, by all trainable weights, by their names. Called within a `tidy`. */
  nextGradients(): { name: string; tensor: Tensor }[]
  /** On the test examples. */
  outputs(): Float64Array
  /** What these should be. */
  readonly labels: ArrayLike<number>
}

export interface FollowOptions {
  readonly rule: FollowedRule
  readonly steps: number
  /** Share of the rate in each of the steps, which are counted from 0. */
  readonly share: (step: number, steps: number) => number
  /** Steps after which outputs are recorded. */
  readonly recorded: readonly number[]
  /** The model as it starts: then it is recorded how far its weights have moved. Disposed of by the caller. */
  readonly start?: LayersModel
}

/** Outputs on the test examples, and their mean squared errors, after some of the steps. */
export interface FollowedRun extends Trajectory {
  readonly errors: readonly number[]
  /** Of the weights that come into units, over their length; nothing where the start was not given. */
  readonly movements: readonly number[]
}

/** Steps after which other tasks of the process have their turn. */
const STEPS_AT_ONCE = 20

/** Trains a model, its masses taken into account where it holds any, and disposes of it. */
export async function followedRun(
  { model, nextGradients, outputs, labels }: Training,
  { rule, steps, share, recorded, start }: FollowOptions,
): Promise<FollowedRun> {
  const inner = rule.create(rule.rate, trainableVariables(model))
  const decay =
    rule.decay === undefined ? {} : { weightDecay: { rate: rule.decay, kind: 'decoupled' as const } }
  // Of a network without masses, nothing is changed.
  const optimizer = ticketOptimizer(inner, model, decay)
  const run = {
    steps: [] as number[],
    outputs: [] as Float64Array[],
    errors: [] as number[],
    movements: [] as number[],
  }
  const record = (step: number) => {
    const found = outputs()
    run.steps.push(step)
    if (start) run.movements.push(weightMovement(start, model))
    run.outputs.push(found)
    run.errors.push(found.reduce((sum, value, i) => sum + (value - labels[i]) ** 2, 0) / found.length)
  }
  if (recorded.includes(0)) record(0)
  for (let step = 1; step <= steps; step++) {
    optimizer.setLearningRate(rule.rate * share(step - 1, steps))
    tidy(() => optimizer.applyGradients(nextGradients()))
    if (recorded.includes(step)) record(step)
    if (step % STEPS_AT_ONCE === 0) await new Promise(resolve => setImmediate(resolve))
  }
  optimizer.dispose()
  model.dispose()
  return run
}

export function trainableVariables(model: LayersModel): Variable[] {
  return model.trainableWeights.map(weight => weight.read() as Variable)
}
