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
import { consumedBy, consumingKernel, consumingPlace } from './consuming-kernel.js'
import { type KernelSums, kernelChange } from './least-squares-kernel.js'
import { type NarrowModel, withKernel } from './narrowing.js'
import { productOfColumns, productsOfColumns } from './tensor-products.js'
import type { LayerTopology, Topology } from './topology.js'
import type { UnitRun } from './unit-runs.js'

/**
 * The model with kernels of the dense layers after a run, or of an attention's outputs, that bring what these take in, on the
 * calibration data, closest to what the original takes in there.
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
    const layer = topology.layer(name)
    if (/^Conv/.test(layer.className)) return model
    const kernel = consumingKernel(model.weights, layer)
    const outputs = kernel.shape.at(-1)!
    const width = kernel.values.length / outputs
    // Heads are chosen among by the outputs' kernel, whose outputs all stay.
    const kept = run.kind === 'heads' ? undefined : choices.get(name)?.indices
    const sums = [fit, other].map(data => sumsOver(built, original, layer, kept, data, width, outputs))
    const change = kernelChange(sums[0], sums[1], width, outputs)
    return withKernel(
      model,
      layer,
      kernel.values.map((value, at) => value + change[at]),
    )
  }, narrow)
}

function sumsOver(
  built: LayersModel,
  original: LayersModel,
  layer: LayerTopology,
  kept: Uint32Array | undefined,
  data: CalibrationData,
  width: number,
  outputs: number,
): KernelSums {
  const looking = [built, original].map(model => ({
    model: modelOf({ inputs: model.inputs, outputs: consumedBy(model, layer) }),
    kernel: model.getLayer(layer.name).getWeights()[consumingPlace(layer)],
  }))
  const gram = new Float64Array(width * width)
  const missing = new Float64Array(width * outputs)
  let squares = 0
  for (const batch of batchesOf(data)) {
    tidy(() => {
      const [own, wide] = looking.map(({ model, kernel }) => {
        const found = model.predictOnBatch([...batch]) as Tensor
        const values = found.reshape<Tensor2D>([-1, found.shape.at(-1)!])
        return { values, sums: matMul(values, kernel.reshape<Tensor2D>([values.shape[1], -1])) }
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
