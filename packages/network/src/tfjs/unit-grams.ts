import {
  depthwiseConv2d,
  type LayersModel,
  matMul,
  model as modelOf,
  mul,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tidy,
} from '@tensorflow/tfjs'
import { MultiHeadAttention } from './attention/multi-head-attention.js'
import { batchesOf, type CalibrationData } from './calibration.js'
import { consumedBy, consumingKernel } from './consuming-kernel.js'
import { outputShapes, product } from './layer-shapes.js'
import type { ModelWeights } from './model-weights.js'
import { productsOfColumns, productsOfRows } from './tensor-products.js'
import type { LayerTopology, Topology } from './topology.js'
import type { UnitRun } from './unit-runs.js'

/**
 * Products, over the calibration data, of what a run's units add to the inputs of the next layers: `count × count`.
 *
 * Of a unit `j` that puts `h_j(x)` into a dense layer of kernel `v`, it is `Σ_x h_i(x) h_j(x) <v_i, v_j>`; a channel adds what its
 * own part of the next kernel makes of it, at every place; a head, what its part of the outputs' kernel makes of what it sees.
 *
 * @param model as it is now, narrowed before this run
 */
export function contributionGram(
  model: LayersModel,
  weights: ModelWeights,
  topology: Topology,
  run: UnitRun,
  count: number,
  data: CalibrationData,
): Float64Array {
  const consumers = run.consumers.map(topology.layer)
  const kernels = consumers.map(layer => {
    const { shape, values } = consumingKernel(weights, layer)
    return tensor(values, [...shape])
  })
  const inputs = consumers.map(layer => consumedBy(model, layer))
  // Several layers may take the same tensor in, which a model cannot put out twice.
  const different = [...new Set(inputs)]
  const looking = modelOf({ inputs: model.inputs, outputs: different })
  const gram = new Float64Array(count * count)
  const rows = rowsAtOnce(model, run, count)
  try {
    for (const batch of batchesOf(data, rows)) {
      // What `tidy` returns is searched for tensors, number by number.
      tidy(() => {
        const found = looking.predictOnBatch([...batch])
        const activations = Array.isArray(found) ? found : [found]
        const added = inputs
          .map((input, i) => gramOf(activations[different.indexOf(input)], kernels[i], consumers[i], count))
          .reduce((sum, next) => sum.add(next))
          .dataSync()
        for (let at = 0; at < gram.length; at++) gram[at] += added[at]
      })
    }
  } finally {
    for (const kernel of kernels) kernel.dispose()
  }
  return gram
}

/** Numbers of what all channels add to all places and outputs, for the rows at once. */
const MOST_ADDED = 2 ** 24

function rowsAtOnce(model: LayersModel, { consumers }: UnitRun, count: number): number {
  const largest = Math.max(
    ...consumers.map(name => count * product(outputShapes(model.getLayer(name), model)[0].slice(1))),
  )
  return Math.max(1, Math.floor(MOST_ADDED / largest))
}

function gramOf(activation: Tensor, kernel: Tensor, consumer: LayerTopology, count: number): Tensor {
  if (consumer.className === MultiHeadAttention.className) {
    const [, length, outputs] = kernel.shape
    const values = activation.reshape([-1, count, length]).transpose([1, 0, 2])
    return productsOfRows(matMul(values, kernel.reshape([count, length, outputs])).reshape([count, -1]))
  }
  if (consumer.className !== 'Dense') return squared(convolved(activation, kernel, consumer), count)
  const repeats = kernel.shape[0] / count
  if (repeats === 1) {
    const values = activation.reshape<Tensor2D>([-1, count])
    return mul(productsOfColumns(values), productsOfRows(kernel as Tensor2D))
  }
  // What is flattened holds every unit once for each place.
  const values = activation.reshape([-1, repeats, count]).transpose([2, 0, 1])
  const parts = kernel.reshape([repeats, count, -1]).transpose([1, 0, 2])
  const added = matMul(values, parts).reshape<Tensor2D>([count, -1])
  return productsOfRows(added)
}

/** What every channel adds to every output by itself: `… × (count · outputs)`, those of one channel side by side. */
function convolved(activation: Tensor, kernel: Tensor, { className, config }: LayerTopology): Tensor {
  const sizes = (name: string) => config[name] as number | readonly number[]
  const pairOf = (name: string): [number, number] => {
    const given = [sizes(name)].flat() as number[]
    return given.length === 2 ? [given[0], given[1]] : [given[0], given[0]]
  }
  const [strides, dilations] = [pairOf('strides'), pairOf('dilation_rate')]
  if (className === 'Conv2D') {
    const padding = config.padding as 'same' | 'valid'
    return depthwiseConv2d(activation as Tensor4D, kernel as Tensor4D, strides, padding, 'NHWC', dilations)
  }
  return depthwiseConv2d(
    activation.expandDims<Tensor4D>(1),
    kernel.expandDims<Tensor4D>(0),
    [1, strides[0]],
    config.padding as 'same' | 'valid',
    'NHWC',
    [1, dilations[0]],
  )
}

function squared(added: Tensor, count: number): Tensor {
  const outputs = added.shape.at(-1)! / count
  const rows = added.reshape([-1, count, outputs]).transpose([1, 0, 2]).reshape<Tensor2D>([count, -1])
  return productsOfRows(rows)
}
