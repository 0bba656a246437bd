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

/** What a network starts from, as numbers; matrices are row-major. */
export interface NetworkStart {
  readonly dim: number
  readonly width: number
  /** `dim × width`. */
  readonly incoming: Float32Array
  readonly biases: Float32Array
  readonly outgoing: Float32Array
  readonly offset: number
  /** What each neuron counts for, where it stands for several; 1 by default. Not trained. */
  readonly masses?: Float32Array
}

/** As PyTorch draws it: uniform on `±1 / sqrt(fan-in)`, biases too. */
export function drawStart(dim: number, width: number, rng: Rng): NetworkStart {
  const draw = (count: number, fanIn: number) =>
    Float32Array.from({ length: count }, () => (2 * rng.uniform() - 1) / Math.sqrt(fanIn))
  return {
    dim,
    width,
    incoming: draw(dim * width, dim),
    biases: draw(width, dim),
    outgoing: draw(width, width),
    offset: draw(1, width)[0],
  }
}

/** To be disposed of. */
export function networkFrom({
  dim,
  width,
  incoming,
  biases,
  outgoing,
  offset,
}: NetworkStart): TwoLayerNetwork {
  const matrix = (values: Float32Array, shape: [number, number]) =>
    tidy(() => variable(tensor2d(values, shape)))
  return {
    incoming: matrix(incoming, [dim, width]),
    biases: matrix(biases, [1, width]),
    outgoing: matrix(outgoing, [width, 1]),
    offset: matrix(Float32Array.of(offset), [1, 1]),
  }
}

/**
 * @param inputs `rows × dim`
 * @param masses `1 × width`, of neurons that stand for several
 * @returns `rows × 1`
 */
export function outputsOf(
  { incoming, biases, outgoing, offset }: TwoLayerNetwork,
  inputs: Tensor2D,
  masses?: Tensor2D,
): Tensor2D {
  const hidden = relu(add(matMul(inputs, incoming), biases))
  return add(matMul(masses ? mul(hidden, masses) : hidden, outgoing), offset)
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
