import { compressModel, type WeightedDense } from '@polylog/network/tfjs'
import {
  initializers,
  input,
  type LayersModel,
  layers,
  memory,
  model as modelOf,
  type SymbolicTensor,
  sequential,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { normals, startTensors, twoLayers } from './tensors.js'

beforeAll(startTensors)

const drawn = (seed: number, stddev = 0.4) => initializers.randomNormal({ stddev, seed })

/** `‖f - g‖ / ‖f‖` */
function distance(a: LayersModel, b: LayersModel, data: Tensor | Tensor[]): number {
  return tidy(() => {
    const [first, second] = [a, b].map(model => model.predict(data) as Tensor)
    return first.sub(second).norm().div(first.norm()).dataSync()[0]
  })
}

/** Every unit of a hidden layer of 5 stands `copies` times in it. */
function copiedUnits(copies: number): LayersModel {
  const small = twoLayers(4, 5, 3)
  const wide = twoLayers(4, 5 * copies, 3)
  const [w, b, v, a] = small.getWeights()
  const kernel = new Array<Tensor>(copies).fill(w)
  const outgoing = new Array<Tensor>(copies).fill(v.div(copies))
  wide.setWeights([
    tidy(() => kernel.reduce((all, next) => all.concat(next, 1))),
    tidy(() => new Array<Tensor>(copies).fill(b).reduce((all, next) => all.concat(next, 0))),
    tidy(() => outgoing.reduce((all, next) => all.concat(next, 0))),
    a,
  ])
  return wide
}

describe.each(['moments', 'contributions', 'tangent'] as const)('by %s', by => {
  it.each(['function', 'training'] as const)(
    'a layer of copies comes down to one of each, without error, for the %s',
    async goal => {
      const model = copiedUnits(12)
      const calibration = normals([300, 4], 5)
      const { fold, report, choices } = await compressModel(model, { size: 6, by, goal, calibration })
      const small = await fold()
      const [run] = report.runs
      expect(run.unitsBefore).toBe(60)
      expect(run.unitsAfter).toBeLessThanOrEqual(6)
      expect(run.by).toBe(by)
      expect(distance(model, small, normals([200, 4], 6))).toBeLessThan(1e-5)
      const { masses } = choices.get(run.layer)!
      expect(Math.min(...masses)).toBeGreaterThan(0)
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(60, 3)
    },
  )

  it('does far better than as many random units, rescaled', async () => {
    const model = twoLayers(3, 400, 2)
    const calibration = normals([600, 3], 8)
    const { fold } = await compressModel(model, { keep: 1 / 8, by, calibration })
    const small = await fold()
    const random = twoLayers(3, 50, 2)
    const [w, b, v, a] = model.getWeights()
    random.setWeights([w.slice([0, 0], [3, 50]), b.slice(0, 50), v.slice([0, 0], [50, 2]).mul(8), a])
    const unseen = normals([500, 3], 9)
    expect(distance(model, small, unseen)).toBeLessThan(0.3 * distance(model, random, unseen))
  })
})

describe("units of one's own", () => {
  it('that are the choices of another call give the same model, in any order', async () => {
    const model = twoLayers(4, 40, 3)
    const calibration = normals([200, 4], 5)
    const first = await compressModel(model, { size: 7, calibration, correction: 'least-squares' })
    const chosen = new Map(
      [...first.choices].map(([layer, { indices, masses }]) => {
        return [layer, { indices: [...indices].reverse(), masses: [...masses].reverse() }]
      }),
    )
    const again = await compressModel(model, { chosen, calibration, correction: 'least-squares' })
    expect(again.choices).toEqual(first.choices)
    expect({ ...again.report, runs: [] }).toEqual({ ...first.report, runs: [] })
    expect(again.report.runs[0]).toEqual({ ...first.report.runs[0], by: 'given' })
    const [a, b] = await Promise.all([first.fold(), again.fold()])
    b.getWeights().forEach((weight, i) => {
      expect(weight.dataSync()).toEqual(a.getWeights()[i].dataSync())
    })
  })

  it('are what is kept, and what each stands for is folded in', async () => {
    const model = twoLayers(4, 20, 2)
    const chosen = new Map([[model.layers[0].name, { indices: [11, 3], masses: [2, 0.5] }]])
    const { fold, report } = await compressModel(model, { chosen })
    const [w, b, v, a] = (await fold()).getWeights().map(weight => weight.arraySync())
    const [wideW, wideB, wideV, wideA] = model.getWeights().map(weight => weight.arraySync())
    const at = (rows: unknown, i: number) => (rows as number[][])[i]
    expect(w).toEqual((wideW as number[][]).map(row => [row[3], row[11]]))
    expect(b).toEqual([at(wideB, 3), at(wideB, 11)])
    expect(v).toEqual([at(wideV, 3).map(value => 0.5 * value), at(wideV, 11).map(value => 2 * value)])
    expect(a).toEqual(wideA)
    expect(report.runs[0]).toMatchObject({ unitsBefore: 20, unitsAfter: 2, by: 'given' })
  })
})

it('a tolerance is kept to, by few units', async () => {
  const model = twoLayers(3, 300, 2)
  const calibration = normals([400, 3], 3)
  const { fold, report } = await compressModel(model, { tolerance: 0.02, calibration })
  expect(report.outputError!.calibration).toBeLessThanOrEqual(0.02)
  expect(report.runs[0].unitsAfter).toBeLessThan(200)
  expect(distance(model, await fold(), normals([400, 3], 4))).toBeLessThan(0.04)
})

it('without calibration data, moments of the weights are kept', async () => {
  const model = twoLayers(2, 500, 1)
  const { fold, report } = await compressModel(model, { keep: 0.2 })
  expect(report.runs[0].by).toBe('moments')
  expect(report.runs[0].momentResidual).toBeLessThan(1e-12)
  expect(report.outputError).toBeUndefined()
  expect(distance(model, await fold(), normals([300, 2], 4))).toBeLessThan(0.4)
})

it('least squares bring the outputs of other rows closer, and are reported apart', async () => {
  const model = sequential({
    layers: [
      layers.dense({ units: 120, activation: 'tanh', inputShape: [6], kernelInitializer: drawn(1) }),
      layers.dense({ units: 80, activation: 'relu', kernelInitializer: drawn(2, 0.1) }),
      layers.dense({ units: 2, kernelInitializer: drawn(3) }),
    ],
  })
  const calibration = normals([1500, 6], 2)
  const { fold, report } = await compressModel(model, {
    keep: 0.25,
    calibration,
    correction: 'least-squares',
  })
  const { outputError, correctedError } = report
  expect(correctedError!.heldOut!).toBeLessThan(0.9 * outputError!.heldOut!)
  expect(distance(model, await fold(), normals([1000, 6], 3))).toBeLessThan(0.9 * outputError!.heldOut!)
})

it('the report counts parameters, bytes and multiply-adds', async () => {
  const model = twoLayers(10, 64, 5)
  const { report, fold } = await compressModel(model, { size: 16, calibration: normals([100, 10], 1) })
  expect(report.before).toEqual({
    parameters: 10 * 64 + 64 + 64 * 5 + 5,
    bytes: 4 * 1029,
    multiplyAdds: 64 * 15,
  })
  expect(report.after).toEqual({
    parameters: 10 * 16 + 16 + 16 * 5 + 5,
    bytes: 4 * 261,
    multiplyAdds: 16 * 15,
  })
  expect((await fold()).countParams()).toBe(261)
})

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

describe('the weighted model', () => {
  it('has the outputs of the folded one, with masses in its layers', async () => {
    const model = twoLayers(3, 100, 2)
    const calibration = normals([200, 3], 2)
    const { fold, weighted, choices, report } = await compressModel(model, {
      size: 20,
      calibration,
      goal: 'training',
    })
    const [folded, apart] = [await fold(), await weighted()]
    expect(distance(folded, apart, calibration)).toBeLessThan(1e-6)
    const [[, { masses }]] = choices
    expect((apart.layers[1] as WeightedDense).masses).toEqual(Float64Array.from(masses))
    expect(apart.layers[1].getClassName()).toBe('WeightedDense')
    expect(folded.layers[1].getClassName()).toBe('Dense')
    expect(report.runs[0].deadUnits).toBe(0)
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(100, 9)
  })
})

it('units that have masses already are left', async () => {
  const model = twoLayers(3, 40, 2)
  const calibration = normals([100, 3], 2)
  const { weighted } = await compressModel(model, { size: 20, calibration, goal: 'training' })
  const apart = await weighted()
  const { report, fold } = await compressModel(apart, { size: 10, calibration })
  expect(report.runs).toEqual([])
  expect(report.left.map(({ reason }) => reason)).toContain(
    `${model.layers[1].name} holds masses of its units already`,
  )
  expect(distance(apart, await fold(), calibration)).toBe(0)
})

describe('what was given', () => {
  it('is not modified, and no tensor is left behind', async () => {
    const model = twoLayers(4, 60, 2)
    const calibration = normals([150, 4], 2)
    const heldOut = normals([50, 4], 3)
    const before = model.getWeights().map(weight => Float32Array.from(weight.dataSync()))
    const json = JSON.stringify(model.toJSON(null, false))
    const tensors = memory().numTensors
    for (const by of ['contributions', 'moments', 'tangent'] as const) {
      const compressed = await compressModel(model, {
        keep: 0.25,
        by,
        calibration,
        heldOut,
        correction: 'least-squares',
      })
      expect(memory().numTensors).toBe(tensors)
      for (const make of [compressed.fold, compressed.weighted]) {
        const small = await make()
        expect(memory().numTensors).toBe(tensors + 4)
        small.dispose()
      }
    }
    expect(memory().numTensors).toBe(tensors)
    expect(model.getWeights().map(weight => Float32Array.from(weight.dataSync()))).toEqual(before)
    expect(JSON.stringify(model.toJSON(null, false))).toBe(json)
  })

  it('gives the same model for the same seed', async () => {
    const model = twoLayers(4, 60, 2)
    const calibration = normals([150, 4], 2)
    const weights = async () => {
      const { fold } = await compressModel(model, { keep: 0.25, calibration, seed: 3 })
      return (await fold()).getWeights().map(weight => Float32Array.from(weight.dataSync()))
    }
    expect(await weights()).toEqual(await weights())
  })
})
