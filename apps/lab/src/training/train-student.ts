import { createRng, type WeightedSet } from '@polylog/core'
import { AdamOptimizer, type Tensor2D, tensor2d, tidy, variableGrads } from '@tensorflow/tfjs'
import { disposeNetwork, drawNetwork, outputsOf, weightedSquaredError } from './two-layer-network.js'

export interface TrainingOptions {
  readonly width: number
  readonly steps: number
  /** At the start; it falls to 0 along a cosine. */
  readonly rate: number
  /** Of the network to start from. */
  readonly seed: number
}

/** Steps after which other tasks of the process have their turn. */
const STEPS_AT_ONCE = 20

/** Adam whose rate is set before every step. */
class ScheduledAdam extends AdamOptimizer {
  set rate(rate: number) {
    this.learningRate = rate
  }
}

/**
 * Trains a two-layer network on weighted rows whose last coordinate is the label, all at once in every step, and
 * returns its mean squared error on others.
 */
export async function trainStudent(
  rows: WeightedSet,
  test: WeightedSet,
  { width, steps, rate, seed }: TrainingOptions,
): Promise<number> {
  const network = drawNetwork(rows.dim - 1, width, createRng(seed))
  const optimizer = new ScheduledAdam(rate, 0.9, 0.999, 1e-8)
  const training = tensorsOf(rows)
  const testing = tensorsOf(test)
  for (let step = 0; step < steps; step++) {
    optimizer.rate = (rate * (1 + Math.cos((Math.PI * step) / steps))) / 2
    tidy(() => {
      const { grads } = variableGrads(() =>
        weightedSquaredError(outputsOf(network, training.inputs), training.labels, training.weights),
      )
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })))
    })
    if (step % STEPS_AT_ONCE === 0) await new Promise(resolve => setImmediate(resolve))
  }
  const error = tidy(
    () =>
      weightedSquaredError(outputsOf(network, testing.inputs), testing.labels, testing.weights).dataSync()[0],
  )
  for (const tensor of [...Object.values(training), ...Object.values(testing)]) tensor.dispose()
  disposeNetwork(network)
  optimizer.dispose()
  return error
}

function tensorsOf({
  size,
  dim,
  points,
  weights,
}: WeightedSet): Record<'inputs' | 'labels' | 'weights', Tensor2D> {
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
