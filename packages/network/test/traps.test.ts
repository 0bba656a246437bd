import { ticketGradient } from '@polylog/network'
import { compressModel, ticketOptimizer, weightedDense } from '@polylog/network/tfjs'
import {
  initializers,
  input,
  layers,
  memory,
  model as modelOf,
  regularizers,
  type SymbolicTensor,
  sequential,
  tensor,
  train,
  zeros,
} from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { normals, startTensors, twoLayers } from './tensors.js'

beforeAll(startTensors)

const drawn = (seed: number) => initializers.randomNormal({ stddev: 0.5, seed })

describe('layers that only look as if they could be narrowed', () => {
  it('a log-softmax compares all units, too', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 12, activation: 'logSoftmax' as 'softmax', inputShape: [4], name: 'inside' }),
        layers.dense({ units: 12, name: 'before' }),
        layers.activation({ activation: 'logSoftmax' as 'softmax', name: 'after' }),
        layers.dense({ units: 2, name: 'out' }),
      ],
    })
    const { report } = await compressModel(model, { keep: 0.5, calibration: normals([50, 4], 1) })
    expect(report.runs).toEqual([])
    expect(report.left.map(({ reason }) => reason)).toEqual([
      'its softmax compares all units with each other',
      'after compares all units with each other',
      'its units are outputs of the model',
    ])
  })

  it('a convolution that is shared by inputs of two shapes is left, and counted for both', async () => {
    const shared = layers.conv2d({ filters: 4, kernelSize: 3, name: 'shared' })
    const inputs = [8, 4].map(size => input({ shape: [size, size, 1] }))
    const pooled = inputs.map(x => layers.globalAveragePooling2d({}).apply(shared.apply(x)) as SymbolicTensor)
    const joined = layers.concatenate().apply(pooled) as SymbolicTensor
    const hidden = layers.dense({ units: 10, name: 'hidden' }).apply(joined) as SymbolicTensor
    const model = modelOf({ inputs, outputs: layers.dense({ units: 1 }).apply(hidden) as SymbolicTensor })
    const calibration = [normals([20, 8, 8, 1], 1), normals([20, 4, 4, 1], 2)]
    const { report } = await compressModel(model, { keep: 0.5, calibration })
    expect(report.runs.map(({ layer }) => layer)).toEqual(['hidden'])
    expect(report.before.multiplyAdds).toBe(36 * (36 + 4) + 80 + 10)
  })

  it('batch normalisation of the last axis is known by its number, too', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({
          filters: 8,
          kernelSize: 3,
          inputShape: [6, 6, 1],
          name: 'a',
          kernelInitializer: drawn(1),
        }),
        layers.batchNormalization({ axis: 3 }),
        layers.flatten(),
        layers.dense({ units: 2, kernelInitializer: drawn(2) }),
      ],
    })
    const { report } = await compressModel(model, { keep: 0.5, calibration: normals([30, 6, 6, 1], 1) })
    expect(report.runs.map(({ layer }) => layer)).toEqual(['a'])
  })

  it('one slope of a PReLU for all places is one for each channel', async () => {
    const alphas = (axes: number[]) =>
      layers.prelu({ sharedAxes: axes, alphaInitializer: drawn(9), name: 'slope' })
    const modelWith = (axes: number[]) =>
      sequential({
        layers: [
          layers.conv2d({ filters: 8, kernelSize: 3, inputShape: [6, 6, 1], name: 'conv' }),
          alphas(axes),
          layers.flatten(),
          layers.dense({ units: 2, name: 'out' }),
        ],
      })
    const calibration = normals([60, 6, 6, 1], 1)
    const { report, fold } = await compressModel(modelWith([1, 2]), { keep: 0.5, calibration })
    expect(report.runs.map(({ layer }) => layer)).toEqual(['conv'])
    expect((await fold()).getLayer('slope').getWeights()[0].shape).toEqual([1, 1, 4])
    const whole = await compressModel(modelWith([1, 2, 3]), { keep: 0.5, calibration })
    expect(whole.report.runs).toEqual([])
  })

  it('for training, what a normalisation has is kept apart from what the layer before it has', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 24, inputShape: [2], kernelInitializer: drawn(1), name: 'hidden' }),
        layers.batchNormalization({ gammaInitializer: drawn(2), betaInitializer: drawn(3), name: 'norm' }),
        layers.activation({ activation: 'tanh' }),
        layers.dense({ units: 1, kernelInitializer: drawn(4), name: 'out' }),
      ],
    })
    const { choices } = await compressModel(model, { size: 12, by: 'moments', goal: 'training', order: 1 })
    const { indices, masses } = choices.get('hidden')!
    for (const weight of [
      ...model.getLayer('norm').getWeights().slice(0, 2),
      model.getLayer('hidden').getWeights()[1],
    ]) {
      const values = Float32Array.from(weight.dataSync())
      const all = values.reduce((sum: number, value: number) => sum + value, 0)
      const few = indices.reduce((sum, unit, i) => sum + masses[i] * values[unit], 0)
      expect(few).toBeCloseTo(all, 5)
    }
  })

  it('a model within a model is taken for what it is, before it was ever called', async () => {
    const inner = sequential({
      layers: [layers.dense({ units: 5, inputShape: [3] }), layers.dense({ units: 4 })],
      name: 'inner',
    })
    const model = sequential({
      layers: [inner, layers.dense({ units: 20, name: 'hidden' }), layers.dense({ units: 2, name: 'out' })],
    })
    const { report } = await compressModel(model, { keep: 0.5, calibration: normals([60, 3], 1) })
    expect(report.runs.map(({ layer }) => layer)).toEqual(['hidden'])
    expect(report.left.map(({ layer }) => layer)).toContain('inner')
  })

  it('calls of a layer by other models are not counted', async () => {
    const shared = layers.dense({ units: 128, activation: 'relu', inputShape: [8], name: 'shared' })
    const model = sequential({ layers: [shared, layers.dense({ units: 1, name: 'out' })] })
    const other = input({ shape: [8] })
    modelOf({ inputs: other, outputs: shared.apply(other) as SymbolicTensor })
    model.predict(zeros([1, 8]))
    const { report } = await compressModel(model, { keep: 1, calibration: normals([60, 8], 1) })
    expect(report.before.multiplyAdds).toBe(8 * 128 + 128)
    expect(report.after.multiplyAdds).toBe(8 * 128 + 128)
  })

  it('the tangent kernel is of dense layers on plain rows, and the report says where it was not used', async () => {
    const build = (...between: ReturnType<typeof layers.dense>[]) =>
      sequential({ layers: [...between, layers.dense({ units: 2, kernelInitializer: drawn(2) })] })
    const plain = build(
      layers.dense({ units: 20, activation: 'hardSigmoid', inputShape: [3], kernelInitializer: drawn(1) }),
    )
    const found = await compressModel(plain, { size: 8, by: 'tangent', calibration: normals([60, 3], 1) })
    expect(found.report.runs[0].by).toBe('tangent')
    const places = build(
      layers.dense({ units: 20, activation: 'tanh', inputShape: [5, 3], kernelInitializer: drawn(1) }),
      layers.globalAveragePooling1d({}) as never,
    )
    const other = await compressModel(places, { size: 8, by: 'tangent', calibration: normals([60, 5, 3], 1) })
    expect(other.report.runs[0].by).toBe('contributions')
  })
})

describe('training', () => {
  it.each(['moments', 'contributions'] as const)(
    'units whose outgoing weights are 0 at the start count, by %s',
    async by => {
      const model = twoLayers(3, 60, 1)
      const [w, b, v, a] = model.getWeights()
      model.setWeights([w, b, v.mul(tensor(Array.from({ length: 60 }, (_, i) => [i % 2]))), a])
      const { choices } = await compressModel(model, {
        size: 40,
        by,
        goal: 'training',
        calibration: normals([100, 3], 1),
      })
      const [[, { masses }]] = choices
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(60, 6)
    },
  )

  it('a head that starts at 0 is no obstacle to moments', async () => {
    const model = twoLayers(3, 60, 1)
    const [w, b, v, a] = model.getWeights()
    model.setWeights([w, b, v.mul(0), a])
    const { choices } = await compressModel(model, { size: 40, by: 'moments', goal: 'training' })
    expect([...choices.values()][0].indices.length).toBeLessThanOrEqual(40)
  })

  it('penalties of layers, which would not count units by their masses, are refused by name', async () => {
    const penalised = sequential({
      layers: [
        layers.dense({ units: 30, activation: 'tanh', inputShape: [3], name: 'first' }),
        layers.dense({ units: 1, name: 'last', kernelRegularizer: regularizers.l2({ l2: 0.1 }) }),
      ],
    })
    const { weighted, fold, choices } = await compressModel(penalised, {
      size: 10,
      calibration: normals([50, 3], 1),
    })
    await expect(weighted()).rejects.toThrow('Layer last has a kernel regularizer')
    const folded = await fold()
    const masses = new Map([['first', choices.get('first')!.masses]])
    expect(() => ticketOptimizer(train.sgd(0.1), folded, { masses })).toThrow(
      'Layer last has a kernel regularizer',
    )
  })

  it.each<[Parameters<typeof ticketOptimizer>[2], string]>([
    [{ clipNorm: -1 }, 'clipNorm is -1'],
    [{ clipNorm: 0 }, 'clipNorm is 0'],
    [{ weightDecay: { rate: Number.NaN, kind: 'coupled' } }, 'The rate of weightDecay is NaN'],
    [{ weightDecay: { rate: 0.1, kind: 'x' as 'coupled' } }, 'The kind of weightDecay is "x"'],
  ])('options of the optimiser are checked: %j', (options, message) => {
    expect(() => ticketOptimizer(train.sgd(0.1), twoLayers(2, 3, 1), options)).toThrow(message)
  })

  it('masses of units that come from several layers are not passed over', () => {
    const x = input({ shape: [2] })
    const halves = [1, 2].map(() => layers.dense({ units: 2 }).apply(x) as SymbolicTensor)
    const joined = layers.concatenate().apply(halves) as SymbolicTensor
    const weighted = weightedDense({ units: 1, masses: [1, 2, 3, 4], name: 'sum' })
    const model = modelOf({ inputs: x, outputs: weighted.apply(joined) as SymbolicTensor })
    expect(() => ticketOptimizer(train.sgd(0.1), model)).toThrow(
      'sum holds masses of units that no one layer makes',
    )
  })
})

describe('options', () => {
  const calibration = () => normals([50, 3], 1)

  it('a share is rounded up, but for rounding', async () => {
    const { report } = await compressModel(twoLayers(3, 100, 1), { keep: 0.07, calibration: calibration() })
    expect(report.runs[0].unitsAfter).toBeLessThanOrEqual(7)
  })

  it('what would be passed over is refused', async () => {
    const model = twoLayers(3, 20, 1)
    const [{ name }] = model.layers
    await expect(compressModel(model, { keep: 0.5, heldOut: calibration() })).rejects.toThrow(
      'There are no calibration data, which heldOut needs',
    )
    await expect(compressModel(model, { layers: [name], size: { [name]: 3 } })).rejects.toThrow(
      'layers is given, and size names layers, too',
    )
    const { report } = await compressModel(model, { size: 20, calibration: calibration() })
    expect(report.left[1]).toEqual({ layer: name, reason: 'it has no more units than that' })
  })

  it('a single row is not called one that was set aside', async () => {
    const { report } = await compressModel(twoLayers(3, 20, 1), { size: 5, calibration: normals([1, 3], 1) })
    expect(Object.keys(report.outputError!)).toEqual(['calibration'])
  })
})

describe('what must not go wrong without a word', () => {
  it('models with layers that are shared, or models of their own, leave no tensor behind', async () => {
    const shared = layers.dense({ units: 10, activation: 'tanh' })
    const inputs = [input({ shape: [5] }), input({ shape: [5] })]
    const joined = layers.concatenate().apply(inputs.map(x => shared.apply(x) as SymbolicTensor))
    const hidden = layers.dense({ units: 14, activation: 'tanh' }).apply(joined)
    const two = modelOf({ inputs, outputs: layers.dense({ units: 2 }).apply(hidden) as SymbolicTensor })
    const nested = sequential({
      layers: [
        layers.dense({ units: 9, inputShape: [5], activation: 'tanh' }),
        sequential({ layers: [layers.dense({ units: 6, inputShape: [9] })] }),
        layers.dense({ units: 8 }),
        layers.dense({ units: 2 }),
      ],
    })
    const rows = normals([60, 5], 1)
    for (const [model, calibration] of [
      [two, [rows, rows]],
      [nested, [rows]],
    ] as const) {
      const before = memory().numTensors
      await compressModel(model, { keep: 0.5, calibration: [...calibration], correction: 'least-squares' })
      expect(memory().numTensors).toBe(before)
    }
  })

  it('a layer that adds nothing on the calibration data is narrowed by its weights, and the others as ever', async () => {
    const off = layers.dense({ units: 12, activation: 'relu', kernelInitializer: drawn(4), name: 'off' })
    const model = sequential({
      layers: [
        layers.dense({
          units: 10,
          activation: 'sigmoid',
          inputShape: [4],
          kernelInitializer: drawn(3),
          name: 'on',
        }),
        off,
        layers.dense({ units: 2, kernelInitializer: drawn(5), name: 'out' }),
      ],
    })
    const [kernel, bias] = off.getWeights()
    off.setWeights([kernel, bias.sub(100)])
    const { report } = await compressModel(model, { keep: 0.5, calibration: normals([50, 4], 2) })
    expect(report.runs.map(({ layer, by }) => [layer, by])).toEqual([
      ['on', 'contributions'],
      ['off', 'moments'],
    ])
    expect(report.outputError!.calibration).toBeLessThan(1e-6)
  })

  it('a model of batches of one size is refused calibration data in words', async () => {
    const model = sequential({
      layers: [layers.dense({ units: 12, batchInputShape: [8, 5] }), layers.dense({ units: 1 })],
    })
    await expect(compressModel(model, { keep: 0.5, calibration: normals([8, 5], 1) })).rejects.toThrow(
      'The model takes batches of 8 rows, no more and no fewer',
    )
  })

  it('noise of a shape that is written down leaves the layer before it', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 12, inputShape: [5] }),
        layers.dropout({ rate: 0.5, noiseShape: [1, 12] }),
        layers.dense({ units: 1 }),
      ],
    })
    const { report } = await compressModel(model, { keep: 0.5 })
    expect(report.runs).toEqual([])
  })

  it('masses that are no Map, rules that are no optimizer and axes that are neither are named', () => {
    const model = twoLayers(3, 4, 1)
    expect(() => ticketOptimizer(train.sgd(0.1), model, { masses: { a: [1] } as never })).toThrow(
      'masses is no Map',
    )
    expect(() => ticketOptimizer('adam' as never, model)).toThrow('inner is no optimizer')
    expect(() => ticketOptimizer(train.sgd(0.1), model, { clipNorm: '1' as never })).toThrow('clipNorm is 1')
    const parameters = { values: new Float64Array(4), masses: new Float64Array(2).fill(1) }
    expect(() => ticketGradient(new Float64Array(4), { ...parameters, unitsAre: 'row' as 'rows' })).toThrow(
      'unitsAre is "row"',
    )
  })
})
