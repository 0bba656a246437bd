import { type Tensor2D, tensor2d } from '@tensorflow/tfjs'
import type { DatasetCoreset } from '../coreset/dataset-coreset.js'
import { encode } from '../encoding/encoding.js'
import { unitMean } from '../training/batches.js'
import { labelMatrix } from './label-matrix.js'

/** A coreset for a training loop; to be disposed of. */
export interface CoresetTensors {
  /** Encoded inputs, `size × coordinates`. */
  readonly xs: Tensor2D
  /** Labels: numbers, projected labels or one-hot classes, `size × outputs`. */
  readonly ys: Tensor2D
  /** Mean 1, `size × 1`. */
  readonly weights: Tensor2D
}

/**
 * The inputs as the coreset's encoding makes them, labels and weights, as tensors of the caller's engine.
 *
 * @param target the columns that the coreset was made with
 */
export function coresetTensors(coreset: DatasetCoreset, target: string | readonly string[]): CoresetTensors {
  const { table, encoding, weights, size } = coreset
  const { values, width } = labelMatrix(coreset, typeof target === 'string' ? [target] : target)
  return {
    xs: tensor2d(Float32Array.from(encode(encoding, table)), [size, encoding.names.length]),
    ys: tensor2d(values, [size, width]),
    weights: tensor2d(Float32Array.from(unitMean(weights)), [size, 1]),
  }
}

export function disposeTensors({ xs, ys, weights }: CoresetTensors): void {
  for (const tensor of [xs, ys, weights]) tensor.dispose()
}
