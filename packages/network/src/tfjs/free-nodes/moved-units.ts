import { createRng, type Rng } from '@polylog/core'
import {
  concat,
  gather,
  type LayersModel,
  model as modelOf,
  nextFrame,
  type Optimizer,
  type Scalar,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
  train,
  type Variable,
  variable,
} from '@tensorflow/tfjs'
import { activationOf } from '../activation-of.js'
import { batchesOf, type CalibrationData, shuffled } from '../calibration.js'
import { inputOf } from '../layer-shapes.js'
import type { NarrowModel } from '../narrowing.js'
import { trainableProduct } from '../tensor-products.js'
import type { Topology } from '../topology.js'
import type { RunChain } from './run-chains.js'

/** Of the rows, those that judge how far to go. */
const JUDGES = 1 / 8
const BATCH = 256
/** Passes over the rows, and steps at least and at most. */
const EPOCHS = 60
const LEAST_STEPS = 400
const MOST_STEPS = 4000
/** Of the first step, over the root mean square of what is moved. */
const RATE = 0.05
/** Times that the judges are asked. */
const JUDGEMENTS = 20

export interface FreeOptions {
  /** Units that are still there of those that a layer has in the wide model, where they are fewer; all by default. */
  readonly kept?: (layer: string) => Uint32Array | undefined
  readonly seed: number
  readonly signal?: AbortSignal
}

/** What goes in and should come out of a chain, for all calibration rows. */
interface Wanted {
  /** `rows × … × inputs` */
  readonly inputs: Tensor
  /** For each consumer of the last run, `rows × … × outputs`. */
  readonly sums: readonly Tensor[]
  /** Of the sums, for a row. */
  readonly squares: number
}

/** What is moved: kernel and bias of the layers that make units, and of those that take them in. */
type Weights = ReadonlyMap<string, readonly Variable[]>

/**
 * Free nodes for contributions: the units of a run, or of several that follow each other, leave their places, and their outgoing
 * weights change with them, so that what the layers after the last take in on the calibration data comes closest to what they take in
 * in the wide model. By Adam, in batches, to where a part of the rows that is set aside is served best.
 *
 * @param narrow whose units of the runs are chosen
 * @param built that model
 * @param original the wide one
 * @returns the same model if nothing is gained
 */
export async function movedUnits(
  narrow: NarrowModel,
  built: LayersModel,
  original: LayersModel,
  topology: Topology,
  chain: RunChain,
  data: CalibrationData,
  { kept = () => undefined, seed, signal }: FreeOptions,
): Promise<NarrowModel> {
  const wanted = wantedOf(built, original, chain, data, kept)
  const weights: Weights = new Map(
    [...new Set(chain.flatMap(({ producer, consumers }) => [producer, ...consumers]))].map(name => [
      name,
      built
        .getLayer(name)
        .getWeights()
        .map(weight => tidy(() => variable(weight))),
    ]),
  )
  const all = [...weights.values()].flat()
  const rng = createRng(seed, 'rows that judge')
  const order = shuffled(data.rows, rng)
  const judges = order.subarray(0, Math.ceil(JUDGES * data.rows))
  const others = data.rows > 1 ? order.subarray(judges.length) : order
  const optimizer = train.adam(1)
  try {
    const lossOn = (rows: Int32Array) => lossOf(built, topology, chain, weights, wanted, rows)
    const judged = () => tidy(() => lossOn(judges).dataSync()[0])
    let least = judged()
    let best: readonly ArrayLike<number>[] | undefined
    const steps = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, Math.ceil((EPOCHS * others.length) / BATCH)))
    const rate = RATE * rootMeanSquare(weights.get(chain[0].producer)![0])
    const drawn = batches(others, rng)
    for (let step = 1; step <= steps; step++) {
      signal?.throwIfAborted()
      setRate(optimizer, (rate * (1 + Math.cos((Math.PI * (step - 1)) / steps))) / 2)
      const rows: Int32Array = drawn.next().value
      tidy(() => void optimizer.minimize(() => lossOn(rows), false, all))
      if (step % Math.ceil(steps / JUDGEMENTS) !== 0 && step !== steps) continue
      const loss = judged()
      if (loss < least) [least, best] = [loss, all.map(weight => weight.dataSync().slice())]
      await nextFrame()
    }
    return best ? withWeights(narrow, weights, best) : narrow
  } finally {
    optimizer.dispose()
    for (const tensor of [...all, wanted.inputs, ...wanted.sums]) tensor.dispose()
  }
}

function wantedOf(
  built: LayersModel,
  original: LayersModel,
  chain: RunChain,
  data: CalibrationData,
  kept: (layer: string) => Uint32Array | undefined,
): Wanted {
  const { consumers } = chain[chain.length - 1]
  const takenIn = (model: LayersModel, layer: string) => {
    const looking = modelOf({ inputs: model.inputs, outputs: inputOf(model, layer) })
    const parts: Tensor[] = []
    for (const batch of batchesOf(data)) parts.push(looking.predictOnBatch([...batch]) as Tensor)
    return tidy(() => {
      const whole = concat(parts, 0)
      for (const part of parts) part.dispose()
      return whole
    })
  }
  const sums = consumers.map(name =>
    tidy(() => {
      const whole = summed(takenIn(original, name), original.getLayer(name).getWeights())
      const indices = kept(name)
      return indices ? gather(whole, tensor1d(Int32Array.from(indices), 'int32'), -1) : whole
    }),
  )
  const squares = tidy(
    () =>
      sums
        .map(target => sum(target.square()))
        .reduce((a, b) => a.add(b))
        .dataSync()[0],
  )
  return { inputs: takenIn(built, chain[0].producer), sums, squares: squares / data.rows || 1 }
}

/** Squared distance from what is wanted, over its squared length. */
function lossOf(
  built: LayersModel,
  topology: Topology,
  chain: RunChain,
  weights: Weights,
  wanted: Wanted,
  rows: Int32Array,
): Scalar {
  const places = tensor1d(rows, 'int32')
  const units = chain.reduce(
    (inputs: Tensor, { producer, between }) => {
      const made = summed(inputs, weights.get(producer)!)
      const own = activationOf(topology.layer(producer)).apply(made) as Tensor
      return between.reduce((value, name) => built.getLayer(name).apply(value) as Tensor, own)
    },
    gather(wanted.inputs, places),
  )
  const lost = chain[chain.length - 1].consumers.map((name, i) =>
    sum(summed(units, weights.get(name)!).sub(gather(wanted.sums[i], places)).square()),
  )
  return lost.reduce((a, b) => a.add(b)).div(rows.length * wanted.squares)
}

/** `x W + b` at all places. */
function summed(inputs: Tensor, [kernel, bias]: readonly Tensor[]): Tensor {
  const sums = trainableProduct(inputs.reshape([-1, kernel.shape[0]]), kernel as Tensor2D)
  const biased = bias ? sums.add(bias) : sums
  return biased.reshape([...inputs.shape.slice(0, -1), kernel.shape[1]!])
}

/** The narrow model with the values of the variables. */
function withWeights(narrow: NarrowModel, moved: Weights, values: readonly ArrayLike<number>[]): NarrowModel {
  const weights = new Map(narrow.weights)
  let at = 0
  for (const [name, variables] of moved) {
    const arrays = variables.map(({ shape }) => ({ shape, values: Float32Array.from(values[at++]) }))
    weights.set(name, arrays)
  }
  return { ...narrow, weights }
}

function setRate(optimizer: Optimizer, rate: number): void {
  ;(optimizer as unknown as { learningRate: number }).learningRate = rate
}

function rootMeanSquare(weight: Tensor): number {
  return tidy(() => weight.square().mean().sqrt().dataSync()[0])
}

/** Rows in a new order in every pass. */
function* batches(rows: Int32Array, rng: Rng): Generator<Int32Array, never> {
  while (true) {
    const order = shuffled(rows.length, rng)
    const size = Math.min(BATCH, rows.length)
    for (let from = 0; from + size <= order.length; from += size) {
      yield order.subarray(from, from + size).map(at => rows[at])
    }
  }
}
