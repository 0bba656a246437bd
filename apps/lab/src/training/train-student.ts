import { createRng, type WeightedSet } from '@polylog/core'
import type { Sampling } from '@polylog/dataset'
import {
  gather,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs'
import { cosineShare, createOptimiser, type OptimiserName } from './optimisers.js'
import { rowBatches } from './row-batches.js'
import { type RowTensors, rowTensors } from './row-tensors.js'
import {
  disposeNetwork,
  drawStart,
  type NetworkStart,
  networkFrom,
  outputsOf,
  type TwoLayerNetwork,
  weightedSquaredError,
} from './two-layer-network.js'

export interface TrainingOptions {
  /** Of a network that is drawn by the seed. */
  readonly width: number
  /** A network to start from, instead. */
  readonly start?: NetworkStart
  readonly steps: number
  /** `'adam'` by default. */
  readonly optimiser?: OptimiserName
  /** At the start; it falls to 0 along a cosine. */
  readonly rate: number
  /** Of the network to start from, and of the batches. */
  readonly seed: number
  /** All rows in every step by default. */
  readonly batch?: { readonly size: number; readonly sampling: Sampling }
  /** Steps after which the test error is measured, besides the last. */
  readonly measured?: readonly number[]
}

/** Mean squared error on the test rows, after so many steps. */
export interface Measured {
  readonly step: number
  readonly error: number
}

/** Steps after which other tasks of the process have their turn. */
const STEPS_AT_ONCE = 20

/**
 * Trains a two-layer network on weighted rows whose last coordinate is the label, and returns its mean squared error on
 * others in the end.
 */
export async function trainStudent(
  rows: WeightedSet,
  test: WeightedSet,
  options: TrainingOptions,
): Promise<number> {
  return (await trainingCurve(rows, test, options)).at(-1)!.error
}

/** The same, with the errors on the way. */
export async function trainingCurve(
  rows: WeightedSet,
  test: WeightedSet,
  { width, start, steps, optimiser: name = 'adam', rate, seed, batch, measured = [] }: TrainingOptions,
): Promise<readonly Measured[]> {
  const from = start ?? drawStart(rows.dim - 1, width, createRng(seed))
  const network = networkFrom(from)
  const masses = from.masses && tensor2d(from.masses, [1, from.width])
  const variables: readonly Variable[] = Object.values(network)
  const optimiser = createOptimiser(name)
  const training = tensorsOf(rows)
  const testing = tensorsOf(test)
  const drawn = batch && batchSource(training, rows.weights, batch.size, batch.sampling, seed)
  const curve: Measured[] = []
  for (let step = 0; step < steps; step++) {
    tidy(() => {
      const { inputs, labels, weights } = drawn?.() ?? training
      const { grads } = variableGrads(() =>
        batch
          ? weightedSquaredError(outputsOf(network, inputs, masses), labels, weights, batch.size)
          : weightedSquaredError(outputsOf(network, inputs, masses), labels, weights),
      )
      optimiser.step(variables, grads, rate * cosineShare(step, steps))
    })
    if (step + 1 === steps || measured.includes(step + 1)) {
      curve.push({ step: step + 1, error: testError(network, testing, masses) })
    }
    if (step % STEPS_AT_ONCE === 0) await new Promise(resolve => setImmediate(resolve))
  }
  for (const tensor of [...Object.values(training), ...Object.values(testing)]) tensor.dispose()
  masses?.dispose()
  disposeNetwork(network)
  optimiser.dispose()
  return curve
}

function testError(
  network: TwoLayerNetwork,
  { inputs, labels, weights }: WeightedTensors,
  masses: Tensor2D | undefined,
): number {
  return tidy(() => weightedSquaredError(outputsOf(network, inputs, masses), labels, weights).dataSync()[0])
}

interface WeightedTensors extends RowTensors {
  readonly weights: Tensor2D
}

function batchSource(
  { inputs, labels }: RowTensors,
  rowWeights: Float64Array,
  batchSize: number,
  sampling: Sampling,
  seed: number,
): () => WeightedTensors {
  const drawn = rowBatches(rowWeights, batchSize, sampling, createRng(seed).fork())
  return () => {
    const { rows, weights } = drawn()
    const places = tensor1d(Int32Array.from(rows), 'int32')
    return {
      inputs: gather(inputs, places),
      labels: gather(labels, places),
      weights: tensor2d(weights, [rows.length, 1]),
    }
  }
}

function tensorsOf(rows: WeightedSet): WeightedTensors {
  return { ...rowTensors(rows), weights: tensor2d(Float32Array.from(rows.weights), [rows.size, 1]) }
}
