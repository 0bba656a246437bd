import type { WeightedSet } from '@polylog/core'
import { type Tensor2D, tensor2d } from '@tensorflow/tfjs'

/** To be disposed of. */
export interface RowTensors {
  /** `rows × (dim - 1)` */
  readonly inputs: Tensor2D
  /** `rows × 1` */
  readonly labels: Tensor2D
}

/** Rows whose last coordinate is the label. */
export function rowTensors({ size, dim, points }: WeightedSet): RowTensors {
  const width = dim - 1
  const inputs = Float32Array.from({ length: size * width }, (_, at) => {
    const row = Math.floor(at / width)
    return points[row * dim + (at % width)]
  })
  const labels = Float32Array.from({ length: size }, (_, row) => points[row * dim + width])
  return { inputs: tensor2d(inputs, [size, width]), labels: tensor2d(labels, [size, 1]) }
}
