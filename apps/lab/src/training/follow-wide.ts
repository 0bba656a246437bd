import type { Trajectory } from '@polylog/network'
import { ticketOptimizer, weightMovement } from '@polylog/network/tfjs'
import {
  addN,
  type LayersModel,
  losses,
  type Optimizer,
  type Scalar,
  type Tensor,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs'

/** A rule, its rate at the start, and decoupled decay of the weights. */
export interface FollowedRule {
  readonly create: (rate: number, variables: readonly Variable[]) => Optimizer
  readonly rate: number
  readonly decay?: number
}

/** What a model takes in, a tensor for each input, and what it should put out. */
export interface Examples {
  readonly inputs: Tensor | Tensor[]
  readonly labels: Tensor
}

/** The same for all networks that are to be compared. */
export interface FollowedData {
  /**
   * The examples of the next step, in parts of equal size that are gone through one after the other: small ones take less memory.
   * Called within a `tidy`.
   */
  nextBatch(): readonly Examples[]
  /** Disposed of by the caller. */
  readonly test: Examples
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

/** Trains a model on squared errors, its masses taken into account where it holds any, and disposes of it. */
export async function followedRun(
  model: LayersModel,
  { nextBatch, test }: FollowedData,
  { rule, steps, share, recorded, start }: FollowOptions,
): Promise<FollowedRun> {
  const variables = model.trainableWeights.map(weight => weight.read() as Variable)
  const inner = rule.create(rule.rate, variables)
  const decay =
    rule.decay === undefined ? {} : { weightDecay: { rate: rule.decay, kind: 'decoupled' as const } }
  // Of a network without masses, nothing is changed.
  const optimizer = ticketOptimizer(inner, model, decay)
  const expected = test.labels.dataSync()
  const run = {
    steps: [] as number[],
    outputs: [] as Float64Array[],
    errors: [] as number[],
    movements: [] as number[],
  }
  const record = (step: number) => {
    const found = model.predict(test.inputs) as Tensor
    const outputs = Float64Array.from(found.dataSync())
    found.dispose()
    run.steps.push(step)
    if (start) run.movements.push(weightMovement(start, model))
    run.outputs.push(outputs)
    run.errors.push(outputs.reduce((sum, value, i) => sum + (value - expected[i]) ** 2, 0) / outputs.length)
  }
  if (recorded.includes(0)) record(0)
  for (let step = 1; step <= steps; step++) {
    optimizer.setLearningRate(rule.rate * share(step - 1, steps))
    tidy(() => optimizer.applyGradients(meanGradients(model, variables, nextBatch())))
    if (recorded.includes(step)) record(step)
    if (step % STEPS_AT_ONCE === 0) await new Promise(resolve => setImmediate(resolve))
  }
  optimizer.dispose()
  model.dispose()
  return run
}

/** Parts take their memory one after the other. */
function meanGradients(
  model: LayersModel,
  variables: Variable[],
  parts: readonly Examples[],
): { name: string; tensor: Tensor }[] {
  const found = parts.map(({ inputs, labels }) => {
    const loss = () => losses.meanSquaredError(labels, model.apply(inputs) as Tensor) as Scalar
    return variableGrads(loss, variables).grads
  })
  if (found.length === 1) return variables.map(({ name }) => ({ name, tensor: found[0][name] }))
  return variables.map(({ name }) => {
    const sum = addN(found.map(gradients => gradients[name]))
    return { name, tensor: sum.div(found.length) }
  })
}
