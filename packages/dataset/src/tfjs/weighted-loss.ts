import { InputError, OptionError } from '@polylog/core'
import {
  concat,
  type LayersModel,
  layers,
  mean,
  model as modelOf,
  mul,
  reshape,
  type SymbolicTensor,
  type Tensor,
  type Tensor2D,
  tidy,
  tile,
} from '@tensorflow/tfjs'

/** A loss per row: of labels and outputs, `rows × outputs`, one number for each row, `rows` or `rows × 1`. */
export type LossFunction = (labels: Tensor, outputs: Tensor) => Tensor

const PER_ROW =
  'Give a function that gives one number per row, such as (y, f) => mean(squaredDifference(y, f), 1)'

/**
 * `model.fit` of TensorFlow.js has no `sampleWeight`, and takes labels only as wide as outputs are. So weights travel with the
 * labels, to the right of them, and this model, made of the same layers and trained with them, has each output twice, of which
 * `weightedLoss` looks at the first.
 *
 * ```ts
 * const training = weightedModel(model)
 * training.compile({ optimizer: 'adam', loss: weightedLoss((y, f) => tf.mean(tf.squaredDifference(y, f), 1)) })
 * await training.fit(xs, weightedLabels(ys, weights))
 * model.predict(others)
 * ```
 *
 * @param model with one output, `rows × outputs`
 * @throws InputError for a model of another kind
 */
export function weightedModel(model: LayersModel): LayersModel {
  const [output] = model.outputs
  if (model.outputs.length !== 1 || output.shape.length !== 2) {
    throw new InputError(
      `The model has ${model.outputs.length} outputs, the first of shape [${output.shape.join(', ')}]`,
      'Give a model with one output of shape [rows, outputs]',
    )
  }
  const twice = layers.concatenate({ axis: 1 }).apply([output, output]) as SymbolicTensor
  return modelOf({ inputs: model.inputs, outputs: twice })
}

/**
 * Labels for a `weightedModel`: next to them, as often as there are, the rows' weights.
 *
 * @param ys `rows × outputs`
 * @param weights `rows × 1`
 */
export function weightedLabels(ys: Tensor2D, weights: Tensor2D): Tensor2D {
  return tidy(() => concat([ys, tile(weights, [1, ys.shape[1]])], 1))
}

/**
 * The loss of a `weightedModel` on labels made by `weightedLabels`: the mean of the rows' losses, each times its weight.
 *
 * @throws InputError when run on other labels or outputs
 */
export function weightedLoss(loss: LossFunction): (labels: Tensor, outputs: Tensor) => Tensor {
  if (typeof loss !== 'function') throw new OptionError(`The loss is ${JSON.stringify(loss)}`, PER_ROW)
  return (labels, outputs) =>
    tidy(() => {
      const [rows, width] = outputs.shape
      if (outputs.shape.length !== 2 || width! % 2 !== 0 || labels.shape.join() !== outputs.shape.join()) {
        throw new InputError(
          `The labels have the shape [${labels.shape.join(', ')}] and the outputs [${outputs.shape.join(', ')}]`,
          'Make the model by weightedModel and the labels by weightedLabels: both are twice as wide as the outputs',
        )
      }
      const half = [rows, width! / 2]
      const own = loss(labels.slice([0, 0], half), outputs.slice([0, 0], half))
      if (own.size !== rows) {
        throw new OptionError(`The loss gives ${own.size} numbers for ${rows} rows`, PER_ROW)
      }
      const weights = labels.slice([0, width! / 2], [rows, 1])
      return mean(mul(reshape(own, [rows]), reshape(weights, [rows])))
    })
}
