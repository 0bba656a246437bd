import { createRng, type WeightedSet } from '@polylog/core'
import { batches, type Sampling } from '@polylog/dataset'
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
  { inputs, labels, weights }: RowTensors,
  masses: Tensor2D | undefined,
): number {
  return tidy(() => weightedSquaredError(outputsOf(network, inputs, masses), labels, weights).dataSync()[0])
}

type RowTensors = Record<'inputs' | 'labels' | 'weights', Tensor2D>

/** Batches of rows without end, epoch after epoch. */
function batchSource(
  { inputs, labels }: RowTensors,
  rowWeights: Float64Array,
  batchSize: number,
  sampling: Sampling,
  seed: number,
): () => RowTensors {
  const rng = createRng(seed).fork()
  const epoch = () =>
    // One long epoch of whole batches: without replacement, it goes on in fresh orders.
    batches(rowWeights, {
      batchSize,
      sampling,
      rowsPerEpoch: batchSize * Math.max(1, Math.ceil(rowWeights.length / batchSize)),
      seed: rng.integer(2 ** 31),
    })
  let current = epoch()
  return () => {
    let next = current.next()
    if (next.done) {
      current = epoch()
      next = current.next()
    }
    const { rows, weights } = next.value!
    const places = tensor1d(Int32Array.from(rows), 'int32')
    return {
      inputs: gather(inputs, places),
      labels: gather(labels, places),
      weights: tensor2d(weights, [rows.length, 1]),
    }
  }
}

function tensorsOf({ size, dim, points, weights }: WeightedSet): RowTensors {
  const width = dim - 1
  const inputs = Float32Array.from({ length: size * width }, (_, at) => {
    const row = Math.floor(at / width)
    return points[row * dim + (at % width)]
  })
  const labels = Float32Array.from({ length: size }, (_, row) => points[row * dim + width])
  return {
    inputs: tensor2d(inputs, [size, width]),
    labels: tensor2d(labels, [size, 1]),
    weights: tensor2d(Float32Array.from(weights), [size, 1]),
  }
}
