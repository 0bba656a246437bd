import { checkNames, createRng, InputError, OptionError, type Rng } from '@polylog/core'
import {
  add,
  type LayersModel,
  mul,
  type Tensor,
  type Tensor2D,
  tensor,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs'
import type { VectorColumn } from '../table/table.js'
import type { LossFunction } from './weighted-loss.js'

export interface GradientColumnOptions {
  /** Encoded inputs, `rows × inputs`, row-major. */
  readonly inputs: Float64Array
  /** Labels, `rows × outputs`, row-major. */
  readonly labels: Float64Array
  readonly rows: number
  readonly loss: LossFunction
  /** Numbers per row and checkpoint: random projections of the gradient. 16 by default. */
  readonly projections?: number
  /** Weights of the model at each checkpoint, as `model.getWeights()` gives them; as they are now by default. */
  readonly checkpoints?: readonly (readonly Tensor[])[]
  readonly seed?: number
}

/** Of a difference, along a direction of unit length. */
const STEP = 1e-2

/** Rows that the model sees at once. */
const BATCH = 8192

/**
 * For every row the gradient of its loss with respect to the model's weights, at some checkpoints, in random directions:
 * a coreset that keeps their sums (`compressDataset` with `sums`) has the same gradient there in those directions, so that the
 * landscape of the loss near the checkpoints is kept. Derivatives along a direction are central differences of the losses of all
 * rows at once, which costs two evaluations of the model for each.
 *
 * The model's weights are restored.
 *
 * @throws InputError for a model of another width of inputs
 */
export function gradientColumn(model: LayersModel, options: GradientColumnOptions): VectorColumn {
  checkNames('gradientColumn', options, OPTION_NAMES)
  const { rows, loss, projections = 16, seed = 0 } = options
  if (!(Number.isInteger(projections) && projections >= 1)) {
    throw new OptionError(`projections is ${projections}`, 'Give a positive integer')
  }
  const expected = model.inputs[0].shape.at(-1)
  const given = options.inputs.length / rows
  if (!Number.isInteger(given)) {
    throw new InputError(
      `There are ${options.inputs.length} numbers for ${rows} rows of inputs`,
      'Give rows × inputs numbers, as encode makes them',
    )
  }
  if (given !== expected) {
    throw new InputError(
      `The table has ${given} inputs per row, and the model takes ${expected}`,
      'Encode the columns that the model was made for',
    )
  }
  const own = model.getWeights().map(weights => weights.clone())
  const checkpoints = options.checkpoints ?? [own]
  const width = checkpoints.length * projections
  const values = new Float64Array(rows * width)
  const inputs = tensor2d(Float32Array.from(options.inputs), [rows, given])
  const labels = tensor2d(Float32Array.from(options.labels), [rows, options.labels.length / rows])
  const rng = createRng(seed)
  try {
    checkpoints.forEach((weights, checkpoint) => {
      for (let i = 0; i < projections; i++) {
        const direction = unitDirection(weights, rng)
        const [ahead, behind] = [STEP, -STEP].map(step => {
          move(model, weights, direction, step)
          return rowLosses(model, inputs, labels, loss)
        })
        const column = checkpoint * projections + i
        for (let row = 0; row < rows; row++) {
          values[row * width + column] = (ahead[row] - behind[row]) / (2 * STEP)
        }
        for (const part of direction) part.dispose()
      }
    })
  } finally {
    model.setWeights(own)
    for (const tensor of [...own, inputs, labels]) tensor.dispose()
  }
  return { values, width }
}

const OPTION_NAMES: readonly string[] = [
  'inputs',
  'labels',
  'rows',
  'loss',
  'projections',
  'checkpoints',
  'seed',
] satisfies readonly (keyof GradientColumnOptions)[]

/** Normal in every weight, of length 1 in all of them together. */
function unitDirection(weights: readonly Tensor[], rng: Rng): readonly Tensor[] {
  const parts = weights.map(({ size }) => Float32Array.from({ length: size }, () => rng.normal()))
  const length = Math.sqrt(
    parts.reduce((total, part) => total + part.reduce((sum, value) => sum + value * value, 0), 0),
  )
  return parts.map((part, i) =>
    tensor(
      part.map(value => value / length),
      weights[i].shape,
    ),
  )
}

function move(
  model: LayersModel,
  weights: readonly Tensor[],
  direction: readonly Tensor[],
  step: number,
): void {
  tidy(() => model.setWeights(weights.map((tensor, i) => add(tensor, mul(direction[i], step)))))
}

function rowLosses(model: LayersModel, inputs: Tensor2D, labels: Tensor2D, loss: LossFunction) {
  // What `tidy` returns is searched for tensors, number by number: so it returns the tensor.
  const found = tidy(() => loss(labels, model.predict(inputs, { batchSize: BATCH }) as Tensor))
  const values = found.dataSync()
  found.dispose()
  if (values.length !== inputs.shape[0]) {
    throw new OptionError(
      `The loss gives ${values.length} numbers for ${inputs.shape[0]} rows`,
      'Give a loss of one number per row, such as (y, f) => mean(squaredDifference(y, f), 1)',
    )
  }
  return values
}
