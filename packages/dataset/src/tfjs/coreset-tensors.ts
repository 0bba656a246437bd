import { type Tensor2D, tensor2d } from '@tensorflow/tfjs'
import type { DatasetCoreset } from '../coreset/dataset-coreset.js'
import { encode } from '../encoding/encoding.js'
import { type SampleWeightOptions, sampleWeights } from '../training/sample-weights.js'
import { labelMatrix } from './label-matrix.js'

/** A coreset for a training loop; to be disposed of. */
export interface CoresetTensors {
  /** Encoded inputs, `size × coordinates`. */
  readonly xs: Tensor2D
  /** Labels: numbers, projected labels or one-hot classes, `size × outputs`. */
  readonly ys: Tensor2D
  /** `size × 1`: mean 1, but for what classes count for. */
  readonly weights: Tensor2D
}

/**
 * The inputs as the coreset's encoding makes them, labels and weights, as tensors of the caller's engine.
 *
 * @param target the columns that the coreset was made with
 * @throws OptionError for weights of classes that the target, one column, does not have
 */
export function coresetTensors(
  coreset: DatasetCoreset,
  target: string | readonly string[],
  { classWeight }: Pick<SampleWeightOptions, 'classWeight'> = {},
): CoresetTensors {
  const { table, encoding, size } = coreset
  const targets = typeof target === 'string' ? [target] : target
  const { values, width } = labelMatrix(coreset, targets)
  const rowWeights = classWeight
    ? sampleWeights(coreset, { classWeight, ...(targets.length === 1 && { target: targets[0] }) })
    : sampleWeights(coreset)
  return {
    xs: tensor2d(Float32Array.from(encode(encoding, table)), [size, encoding.names.length]),
    ys: tensor2d(values, [size, width]),
    weights: tensor2d(Float32Array.from(rowWeights), [size, 1]),
  }
}

export function disposeTensors({ xs, ys, weights }: CoresetTensors): void {
  for (const tensor of [xs, ys, weights]) tensor.dispose()
}
