import { createRng } from '@polylog/core'
import {
  gather,
  grad,
  type LayersModel,
  matMul,
  model as modelOf,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs'
import { activationOf } from './activation-of.js'
import { type CalibrationData, disposeData, splitRows } from './calibration.js'
import { isDenseChain } from './dense-chain.js'
import { inputOf } from './layer-shapes.js'
import type { ModelWeights } from './model-weights.js'
import { productsOfColumns } from './tensor-products.js'
import type { Topology } from './topology.js'
import type { UnitRun } from './unit-runs.js'

/** Rows whose pairs are looked at, and pairs for each. */
const ROWS = 512
const PAIRS_PER_ROW = 4

/** Whether units have parts of a tangent kernel that are known here: those of plain rows, one way from dense to dense layers. */
export function hasTangents(topology: Topology, run: UnitRun, weights: ModelWeights): boolean {
  const chain = [run.producer, ...run.between]
  return isDenseChain(topology, run, weights) && chain.every(name => topology.layer(name).rank === 2)
}

/**
 * Products, over pairs of calibration rows, of the units' parts of the tangent kernel: of unit `j`, with derivative `s_j`, input
 * `x` and outgoing weights `v_j`, `q h_j(x) h_j(x') + |v_j|² s_j(x) s_j(x') (<x, x'> + 1)`, the trace over `q` outputs of the
 * products of gradients by its own weights.
 */
export function tangentGram(
  model: LayersModel,
  weights: ModelWeights,
  topology: Topology,
  run: UnitRun,
  data: CalibrationData,
  seed: number,
): Float64Array {
  const [some, others] = data.rows > ROWS ? splitRows(data, ROWS / data.rows, seed) : [data, undefined]
  try {
    const gram = new Float64Array(weights.get(run.producer)![0].shape.at(-1)! ** 2)
    // What `tidy` returns is searched for tensors, number by number.
    tidy(() => {
      const inputs = inputsOf(model, run.producer, some)
      const { values, slopes } = valuesAndSlopes(model, topology, weights, run, inputs)
      const outgoing = run.consumers.map(name => matrixOf(weights, name))
      const outputs = outgoing.reduce((total, kernel) => total + kernel.shape[1], 0)
      const squares = outgoing.map(kernel => sum(kernel.square(), 1)).reduce((total, next) => total.add(next))
      const rng = createRng(seed, 'partners of rows')
      const rows = inputs.shape[0]
      const parts = Array.from({ length: PAIRS_PER_ROW }, () => {
        const partners = tensor1d(
          Int32Array.from({ length: rows }, () => rng.integer(rows)),
          'int32',
        )
        const products = sum(inputs.mul(gather(inputs, partners)), 1, true).add(1)
        const incoming = slopes.mul(gather(slopes, partners)).mul(products).mul(squares)
        return values.mul(gather(values, partners)).mul(outputs).add(incoming) as Tensor2D
      })
      const summed = parts.map(productsOfColumns).reduce((total, next) => total.add(next))
      gram.set(summed.dataSync())
    })
    return gram
  } finally {
    if (others) for (const part of [some, others]) disposeData(part)
  }
}

function matrixOf(weights: ModelWeights, layer: string): Tensor2D {
  const { values, shape } = weights.get(layer)![0]
  return tensor2d(values, [shape[0], shape[1]])
}

function inputsOf(model: LayersModel, layer: string, { inputs }: CalibrationData): Tensor2D {
  const found = modelOf({ inputs: model.inputs, outputs: inputOf(model, layer) }).predictOnBatch([
    ...inputs,
  ]) as Tensor
  return found.reshape<Tensor2D>([-1, found.shape.at(-1)!])
}

function valuesAndSlopes(
  model: LayersModel,
  topology: Topology,
  weights: ModelWeights,
  run: UnitRun,
  inputs: Tensor2D,
): { values: Tensor2D; slopes: Tensor2D } {
  const bias = weights.get(run.producer)![1]
  const sums = matMul(inputs, matrixOf(weights, run.producer))
  const before = bias ? sums.add<Tensor2D>(tensor1d(bias.values)) : sums
  const own = activationOf(topology.layer(run.producer))
  const through = (at: Tensor): Tensor =>
    run.between.reduce((value, name) => model.getLayer(name).apply(value) as Tensor, own.apply(at) as Tensor)
  return { values: through(before) as Tensor2D, slopes: grad(through)(before) as Tensor2D }
}
