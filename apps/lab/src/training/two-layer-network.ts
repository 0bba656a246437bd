import type { Rng } from '@polylog/core'
import {
  add,
  div,
  matMul,
  mul,
  type Rank,
  relu,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor2D,
  tensor2d,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs'

type TrainableMatrix = Variable<Rank.R2>

/** `x -> relu(x W + b) v + a`: trainable tensors. */
export interface TwoLayerNetwork {
  /** `W`, `dim × width`, and `b`, `1 × width`. */
  readonly incoming: TrainableMatrix
  readonly biases: TrainableMatrix
  /** `v`, `width × 1`, and `a`, `1 × 1`. */
  readonly outgoing: TrainableMatrix
  readonly offset: TrainableMatrix
}

/** A network to start from, as PyTorch draws it: uniform on `±1 / sqrt(fan-in)`, biases too. To be disposed of. */
export function drawNetwork(dim: number, width: number, rng: Rng): TwoLayerNetwork {
  const draw = (rows: number, columns: number, fanIn: number) => {
    const values = Float32Array.from(
      { length: rows * columns },
      () => (2 * rng.uniform() - 1) / Math.sqrt(fanIn),
    )
    return tidy(() => variable(tensor2d(values, [rows, columns])))
  }
  return {
    incoming: draw(dim, width, dim),
    biases: draw(1, width, dim),
    outgoing: draw(width, 1, width),
    offset: draw(1, 1, width),
  }
}

/** @param inputs `rows × dim`; @returns `rows × 1` */
export function outputsOf(
  { incoming, biases, outgoing, offset }: TwoLayerNetwork,
  inputs: Tensor2D,
): Tensor2D {
  const hidden = relu(add(matMul(inputs, incoming), biases))
  return add(matMul(hidden, outgoing), offset)
}

export function disposeNetwork(network: TwoLayerNetwork): void {
  for (const tensor of Object.values(network)) tensor.dispose()
}

/** `Σ c (f - y)² / Σ c`, or over a mass that is given, as that of which a batch is a sample. A scalar. */
export function weightedSquaredError(
  outputs: Tensor2D,
  labels: Tensor2D,
  weights: Tensor2D,
  mass?: number,
): Scalar {
  return div(sum(mul(square(sub(outputs, labels)), weights)), mass ?? sum(weights))
}
