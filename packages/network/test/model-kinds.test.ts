import { compressModel } from '@polylog/network/tfjs'
import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
  type Tensor,
  tensor,
} from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { distance, drawn, normals, startTensors } from './tensors.js'

beforeAll(startTensors)

describe('models of many kinds keep their outputs where units are copies', () => {
  /** Doubles the units of a layer: every weight of it twice, and half of every kernel that takes them in. */
  function doubled(
    model: LayersModel,
    wide: LayersModel,
    axes: Readonly<Record<string, readonly number[][]>>,
  ) {
    for (const layer of model.layers) {
      const grown = layer.getWeights().map((weight, i) => {
        const [twice, halved] = [axes[layer.name]?.[i] ?? [], axes[`${layer.name} in`]?.[i] ?? []]
        let found: Tensor = weight
        for (const axis of twice) found = found.concat(found, axis)
        for (const axis of halved) found = found.concat(found, axis).div(2)
        return found
      })
      const isNamed = layer.name in axes || `${layer.name} in` in axes
      if (isNamed) wide.getLayer(layer.name).setWeights(grown)
    }
  }

  it('batch normalisation, dropout, PReLU and two layers that take the same units in', async () => {
    const build = (units: number) => {
      const x = input({ shape: [5] })
      const apply = (layer: ReturnType<typeof layers.dense>, to: SymbolicTensor) =>
        layer.apply(to) as SymbolicTensor
      const h = apply(layers.dense({ units, name: 'make', kernelInitializer: drawn(1, 1) }), x)
      const n = layers.batchNormalization({ name: 'norm' }).apply(h) as SymbolicTensor
      const p = layers.prelu({ name: 'bend' }).apply(n) as SymbolicTensor
      const d = layers.dropout({ rate: 0.4 }).apply(p) as SymbolicTensor
      const one = apply(layers.dense({ units: 3, name: 'one', kernelInitializer: drawn(2, 1) }), d)
      const two = apply(layers.dense({ units: 3, name: 'two', kernelInitializer: drawn(3, 1) }), d)
      return modelOf({ inputs: x, outputs: layers.add().apply([one, two]) as SymbolicTensor })
    }
    const model = build(8)
    model
      .getLayer('norm')
      .setWeights([normals([8], 1).abs(), normals([8], 2), normals([8], 3), normals([8], 4).abs().add(0.1)])
    model.getLayer('bend').setWeights([normals([8], 5).mul(0.2)])
    const wide = build(16)
    doubled(model, wide, {
      make: [[1], [0]],
      norm: [[0], [0], [0], [0]],
      bend: [[0]],
      'one in': [[0]],
      'two in': [[0]],
    })
    const calibration = normals([200, 5], 7)
    expect(distance(model, wide, calibration)).toBeLessThan(1e-5)
    for (const by of ['contributions', 'moments'] as const) {
      const { fold, report } = await compressModel(wide, { size: 8, by, calibration })
      expect(report.runs.map(({ layer, unitsAfter }) => [layer, unitsAfter])).toEqual([['make', 8]])
      expect(report.left.map(({ layer }) => layer).sort()).toEqual(['one', 'two'])
      expect(distance(wide, await fold(), normals([100, 5], 8))).toBeLessThan(1e-4)
    }
  })

  it('channels of convolutions, through pooling and flattening into dense layers', async () => {
    const build = (first: number, second: number) =>
      sequential({
        layers: [
          layers.conv2d({
            filters: first,
            kernelSize: 3,
            activation: 'relu',
            inputShape: [8, 8, 2],
            name: 'a',
            kernelInitializer: drawn(1),
          }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.conv2d({
            filters: second,
            kernelSize: 2,
            padding: 'same',
            activation: 'relu',
            name: 'b',
            kernelInitializer: drawn(2),
          }),
          layers.flatten(),
          layers.dense({ units: 4, name: 'c', kernelInitializer: drawn(3) }),
        ],
      })
    const model = build(5, 6)
    const wide = build(10, 12)
    // What is flattened holds the channels of every place side by side.
    doubled(model, wide, { a: [[3], [0]], b: [[3], [0]], 'b in': [[2]] })
    const kernel = model.getLayer('c').getWeights()[0].reshape([9, 6, 4])
    wide.getLayer('c').setWeights([kernel.concat(kernel, 1).div(2).reshape([108, 4]), tensor([0, 0, 0, 0])])
    const calibration = normals([60, 8, 8, 2], 4)
    expect(distance(model, wide, calibration)).toBeLessThan(1e-4)
    const { fold, report } = await compressModel(wide, { keep: 0.5, calibration })
    expect(report.runs.map(({ layer, unitsAfter }) => [layer, unitsAfter])).toEqual([
      ['a', 5],
      ['b', 6],
    ])
    const small = await fold()
    expect(small.countParams()).toBe(model.countParams())
    expect(distance(wide, small, normals([30, 8, 8, 2], 5))).toBeLessThan(1e-3)
    expect(report.before.multiplyAdds).toBe(9 * 2 * 10 * 36 + 4 * 10 * 12 * 9 + 108 * 4)
  })

  it('convolutions of sequences', async () => {
    const build = (filters: number) =>
      sequential({
        layers: [
          layers.conv1d({
            filters,
            kernelSize: 3,
            inputShape: [12, 2],
            activation: 'tanh',
            name: 'a',
            kernelInitializer: drawn(1),
          }),
          layers.conv1d({
            filters: 3,
            kernelSize: 2,
            padding: 'same',
            dilationRate: 2,
            name: 'b',
            kernelInitializer: drawn(2),
          }),
        ],
      })
    const model = build(4)
    const wide = build(8)
    doubled(model, wide, { a: [[2], [0]], 'b in': [[1]] })
    const calibration = normals([50, 12, 2], 4)
    const { fold } = await compressModel(wide, { size: 4, calibration })
    expect(distance(wide, await fold(), normals([50, 12, 2], 5))).toBeLessThan(1e-4)
  })
})

describe('what cannot be narrowed is left, with the reason', () => {
  it('residual, shared, normalised, recurrent and embedded widths', async () => {
    const x = input({ shape: [6], name: 'x' })
    const dense = (units: number, name: string, seed: number, more: object = {}) =>
      layers.dense({ units, name, kernelInitializer: drawn(seed), ...more })
    const shared = dense(6, 'shared', 1)
    const h = shared.apply(shared.apply(x)) as SymbolicTensor
    const residual = dense(6, 'branch', 2).apply(h) as SymbolicTensor
    const added = layers.add({ name: 'sum' }).apply([h, residual]) as SymbolicTensor
    const wide = dense(9, 'wide', 3).apply(added) as SymbolicTensor
    const normed = layers.layerNormalization({ name: 'norm' }).apply(wide) as SymbolicTensor
    const hidden = dense(20, 'hidden', 4, { activation: 'relu' }).apply(normed) as SymbolicTensor
    const y = dense(2, 'out', 5).apply(hidden) as SymbolicTensor
    const model = modelOf({ inputs: x, outputs: y })
    const calibration = normals([80, 6], 1)
    const { report, fold } = await compressModel(model, { keep: 0.5, calibration })
    expect(report.runs.map(({ layer }) => layer)).toEqual(['hidden'])
    expect(Object.fromEntries(report.left.map(({ layer, reason }) => [layer, reason]))).toEqual({
      shared: 'it is shared: several calls of it have the same weights',
      branch: 'sum joins its units with those of other layers, as residual connections do',
      wide: 'norm compares all units with each other',
      out: 'its units are outputs of the model',
    })
    const [incoming, units] = (await fold()).getLayer('hidden').getWeights()[0].shape as number[]
    expect(incoming).toBe(9)
    // Units that others make needless are left out, too.
    expect(units).toBeLessThanOrEqual(10)
    expect(units).toBeGreaterThan(5)
    await expect(compressModel(model, { size: { wide: 3 }, calibration })).rejects.toThrow(
      'Layer wide cannot be compressed: norm compares all units with each other',
    )
    await expect(compressModel(model, { keep: 0.5, layers: ['nowhere'], calibration })).rejects.toThrow(
      'The model has no layer nowhere whose units can be chosen among. Layers that can be compressed: hidden',
    )
  })

  it('embeddings, recurrent layers, softmax and layers of one unit', async () => {
    const model = sequential({
      layers: [
        layers.embedding({ inputDim: 20, outputDim: 4, inputLength: 5, name: 'words' }),
        layers.lstm({ units: 8, name: 'memory' }),
        layers.dense({ units: 8, activation: 'softmax', name: 'shares' }),
        layers.dense({ units: 1, name: 'single' }),
        layers.dense({ units: 12, activation: 'relu', name: 'wide' }),
        layers.dense({ units: 1, name: 'out' }),
      ],
    })
    const { report } = await compressModel(model, { keep: 0.5, by: 'moments' })
    expect(report.runs.map(({ layer }) => layer)).toEqual(['wide'])
    expect(Object.fromEntries(report.left.map(({ layer, reason }) => [layer, reason]))).toEqual({
      words: 'it is an embedding, whose width others may rely on',
      memory: 'recurrent units feed each other',
      shares: 'its softmax compares all units with each other',
      single: 'it has one unit',
      out: 'its units are outputs of the model',
    })
  })
})
