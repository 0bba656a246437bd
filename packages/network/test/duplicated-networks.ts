import { weightedDense } from '@polylog/network/tfjs'
import {
  layers,
  type Optimizer,
  type Sequential,
  sequential,
  type Tensor,
  type Tensor2D,
  tensor,
} from '@tensorflow/tfjs'
import { normals } from './tensors.js'
import { trajectory } from './trajectory.js'

export const INPUTS = 3
export const STEPS = 200
/** How often every unit of either hidden layer stands in the wide network. */
export const FIRST = [3, 1, 5, 2]
export const SECOND = [2, 4, 1]

/** Weights of a narrow network of two hidden layers; the wide one repeats every unit. */
export function narrowWeights() {
  const [w1, w2, w3] = [INPUTS, FIRST.length, SECOND.length].map((rows, i) =>
    normals([rows, [FIRST.length, SECOND.length, 1][i]], i + 1).mul(0.5),
  )
  return { w1, w2, w3, b1: normals([FIRST.length], 7).mul(0.3), b2: normals([SECOND.length], 8).mul(0.3) }
}

const repeated = (values: Tensor, counts: readonly number[], axis: number) =>
  values.gather(
    tensor(
      counts.flatMap((count, j) => new Array<number>(count).fill(j)),
      undefined,
      'int32',
    ),
    axis,
  )

export function dense(units: number, inputs?: number, name?: string) {
  return layers.dense({
    units,
    activation: 'tanh',
    ...(inputs && { inputShape: [inputs] }),
    ...(name && { name }),
  })
}

/** Of two hidden layers, all of whose units occur several times; the narrow ones hold each once. */
export function wideNetwork(): Sequential {
  const { w1, w2, w3, b1, b2 } = narrowWeights()
  const [first, second] = [FIRST, SECOND].map(counts => counts.reduce((a, b) => a + b, 0))
  const model = sequential({ layers: [dense(first, INPUTS), dense(second), layers.dense({ units: 1 })] })
  model.setWeights([
    repeated(w1, FIRST, 1),
    repeated(b1, FIRST, 0),
    repeated(repeated(w2, FIRST, 0), SECOND, 1),
    repeated(b2, SECOND, 0),
    repeated(w3, SECOND, 0),
    tensor([0]),
  ])
  return model
}

export function weightedNetwork(): Sequential {
  const { w1, w2, w3, b1, b2 } = narrowWeights()
  const model = sequential({
    layers: [
      dense(FIRST.length, INPUTS),
      weightedDense({ units: SECOND.length, masses: FIRST, activation: 'tanh' }),
      weightedDense({ units: 1, masses: SECOND }),
    ],
  })
  model.setWeights([w1, b1, w2, b2, w3, tensor([0])])
  return model
}

export function foldedNetwork(): Sequential {
  const { w1, w2, w3, b1, b2 } = narrowWeights()
  const model = sequential({
    layers: [
      dense(FIRST.length, INPUTS, 'first'),
      dense(SECOND.length, undefined, 'second'),
      layers.dense({ units: 1 }),
    ],
  })
  model.setWeights([
    w1,
    b1,
    w2.mul(tensor(FIRST, [FIRST.length, 1])),
    b2,
    w3.mul(tensor(SECOND, [SECOND.length, 1])),
    tensor([0]),
  ])
  return model
}

export const inputs = () => normals([64, INPUTS], 20) as Tensor2D
export const labels = () =>
  normals([64, 1], 21)
    .mul(0.2)
    .add(inputs().slice([0, 0], [64, 1]).sin())

/** Outputs after each of the steps. */
export function run(model: Sequential, optimizer: Optimizer, steps = STEPS): readonly Float32Array[] {
  return trajectory(model, optimizer, { x: inputs(), y: labels() }, steps)
}
