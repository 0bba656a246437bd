import {
  gather,
  type LayersModel,
  matMul,
  model as modelOf,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs'
import type { UnitChoice } from '../units/unit-choice.js'
import { batchesOf, type CalibrationData } from './calibration.js'
import { inputOf } from './layer-shapes.js'
import { type KernelSums, kernelChange } from './least-squares-kernel.js'
import { type NarrowModel, withKernel } from './narrowing.js'
import { productOfColumns, productsOfColumns } from './tensor-products.js'
import type { Topology } from './topology.js'
import type { UnitRun } from './unit-runs.js'

/**
 * The model with kernels of the dense layers after a run that bring what these take in, on the calibration data, closest to
 * what the original takes in there.
 *
 * @param built the narrow model
 * @param choices of all runs: of what the original takes in, that of units which are still there counts
 * @param fit rows the kernels are fitted to
 * @param other rows that judge how far to go
 */
export function corrected(
  narrow: NarrowModel,
  built: LayersModel,
  original: LayersModel,
  topology: Topology,
  run: UnitRun,
  choices: ReadonlyMap<string, Pick<UnitChoice, 'indices'>>,
  fit: CalibrationData,
  other: CalibrationData,
): NarrowModel {
  return run.consumers.reduce((model, name) => {
    const { className } = topology.layer(name)
    if (className !== 'Dense') return model
    const [kernel] = model.weights.get(name)!
    const [width, outputs] = kernel.shape
    const sums = [fit, other].map(data =>
      sumsOver(built, original, name, choices.get(name)?.indices, data, width, outputs),
    )
    const change = kernelChange(sums[0], sums[1], width, outputs)
    return withKernel(
      model,
      name,
      kernel.values.map((value, at) => value + change[at]),
    )
  }, narrow)
}

function sumsOver(
  built: LayersModel,
  original: LayersModel,
  layer: string,
  kept: Uint32Array | undefined,
  data: CalibrationData,
  width: number,
  outputs: number,
): KernelSums {
  const looking = [built, original].map(model => ({
    model: modelOf({ inputs: model.inputs, outputs: inputOf(model, layer) }),
    kernel: model.getLayer(layer).getWeights()[0] as Tensor2D,
  }))
  const gram = new Float64Array(width * width)
  const missing = new Float64Array(width * outputs)
  let squares = 0
  for (const batch of batchesOf(data)) {
    tidy(() => {
      const [own, wide] = looking.map(({ model, kernel }) => {
        const found = model.predictOnBatch([...batch]) as Tensor
        const values = found.reshape<Tensor2D>([-1, found.shape.at(-1)!])
        return { values, sums: matMul(values, kernel) }
      })
      const wanted = kept ? gather(wide.sums, tensor1d(Int32Array.from(kept), 'int32'), 1) : wide.sums
      const lost = wanted.sub<Tensor2D>(own.sums)
      addTo(gram, productsOfColumns(own.values))
      addTo(missing, productOfColumns(own.values, lost))
      squares += sum(lost.square()).dataSync()[0]
    })
  }
  return { gram, missing, squares }
}

function addTo(sums: Float64Array, added: Tensor): void {
  const values = added.dataSync()
  for (let at = 0; at < sums.length; at++) sums[at] += values[at]
}
