import { InputError, OptionError } from '@polylog/core'
import { compressEnsemble } from '@polylog/network'
import { type CompressModelOptions, compressModel } from '@polylog/network/tfjs'
import { layers, memory, type Sequential, sequential, type Tensor, tensor, zeros } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawn, normals, startTensors, twoLayers } from './tensors.js'

beforeAll(startTensors)

const given = () => ({ keep: 0.5, calibration: normals([50, 4], 1) })

describe('options', () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, 'Neither keep, size, tolerance nor chosen is given'],
    [{ keep: 0.5, size: 3 }, 'keep and size are given'],
    [{ keep: 0 }, 'keep is 0'],
    [{ keep: 1.5 }, 'keep is 1.5'],
    [{ keep: '12%' }, 'keep is 12%'],
    [{ size: 0 }, 'size is 0 for layer'],
    [{ size: 2.5 }, 'size is 2.5 for layer'],
    [{ tolerance: -1 }, 'tolerance is -1'],
    [{ keep: 0.5, by: 'magic' }, 'by is "magic"'],
    [{ keep: 0.5, goal: 'speed' }, 'goal is "speed"'],
    [{ keep: 0.5, correction: true }, 'correction is true'],
    [{ keep: 0.5, chosen: new Map() }, 'keep and chosen are given'],
    [{ chosen: new Map(), by: 'moments' }, 'chosen is given, and by, too'],
    [{ chosen: { hidden: { indices: [0], masses: [1] } } }, 'chosen is no Map'],
    [{ size: null }, 'size is null'],
    [{ keep: 0.5, order: 3 }, "order is given, and goal is not 'training'"],
    [
      { keep: 0.5, goal: 'training', by: 'contributions', order: 3 },
      "order is given, and by is 'contributions'",
    ],
    [{ keep: 0.5, heads: 3 }, '"heads" is not an option of compressModel'],
  ])('%j are refused: %s', async (options, problem) => {
    const model = twoLayers(4, 20, 2)
    const rejected = compressModel(model, {
      calibration: normals([50, 4], 1),
      ...options,
    } as CompressModelOptions)
    await expect(rejected).rejects.toThrow(problem)
    await expect(rejected).rejects.toBeInstanceOf(OptionError)
  })

  it.each<[CompressModelOptions, string]>([
    [{ keep: 0.5, by: 'contributions' }, "There are no calibration data, which by 'contributions' needs"],
    [{ tolerance: 0.1 }, 'There are no calibration data, which a tolerance needs'],
    [{ keep: 0.5, correction: 'least-squares' }, 'There are no calibration data, which the correction needs'],
  ])('%j need calibration data', async (options, problem) => {
    await expect(compressModel(twoLayers(4, 20, 2), options)).rejects.toThrow(problem)
  })
})

describe("units of one's own", () => {
  it.each<[readonly number[], readonly number[], string]>([
    [[], [], 'No unit of layer hidden is chosen'],
    [[0, 20], [1, 1], 'Unit 20 of layer hidden is chosen, which has 20'],
    [[0.5], [1], 'Unit 0.5 of layer hidden is chosen'],
    [[3, 4, 3], [1, 1, 1], 'Unit 3 of layer hidden is chosen twice'],
    [[3, 4], [1], 'Layer hidden has 2 units and 1 masses'],
    [[3, 4], [1, 0], 'The mass of unit 1 of layer hidden is 0'],
  ])('%j with masses %j are refused: %s', async (indices, masses, problem) => {
    const model = twoLayers(4, 20, 2)
    const chosen = new Map([[model.layers[0].name, { indices, masses }]])
    const rejected = compressModel(model, { chosen })
    await expect(rejected).rejects.toThrow(problem.replace('hidden', model.layers[0].name))
    await expect(rejected).rejects.toBeInstanceOf(InputError)
  })

  it('of a layer that there is not are refused', async () => {
    const chosen = new Map([['elsewhere', { indices: [0], masses: [1] }]])
    const rejected = compressModel(twoLayers(4, 20, 2), { chosen })
    await expect(rejected).rejects.toThrow('The model has no layer elsewhere')
  })
})

describe('calibration data', () => {
  it.each<[() => Tensor | Tensor[], string]>([
    [() => normals([50, 3], 1), 'has the shape [50, 3], and the model takes [rows, 4]'],
    [() => normals([50, 2, 2], 1), 'has the shape [50, 2, 2], and the model takes [rows, 4]'],
    [() => zeros([0, 4]), 'calibration has no rows'],
    [() => zeros([10, 4]), 'All rows of calibration are alike'],
    [() => tensor([[1, 2, 3, Number.NaN]]), 'Tensor 0 of calibration holds values that are not finite'],
    [() => [normals([5, 4], 1), normals([5, 4], 1)], 'calibration holds 2 tensors for 1 inputs of the model'],
  ])('are checked: %#, %s', async (make, problem) => {
    const rejected = compressModel(twoLayers(4, 20, 2), { keep: 0.5, calibration: make() })
    await expect(rejected).rejects.toThrow(problem)
    await expect(rejected).rejects.toBeInstanceOf(InputError)
  })

  it.each(['moments', 'contributions'] as const)('that overflow are refused, by %s', async by => {
    const rejected = compressModel(twoLayers(4, 20, 2), {
      keep: 0.5,
      by,
      calibration: normals([50, 4], 1).mul(1e30),
    })
    await expect(rejected).rejects.toThrow(/adds is not finite on the calibration data/)
    await expect(rejected).rejects.toBeInstanceOf(InputError)
  })

  it('on which no unit does anything are refused by contributions', async () => {
    const model = twoLayers(4, 20, 2)
    const [w, b, v, a] = model.getWeights()
    model.setWeights([w.mul(0), b.mul(0).sub(1), v, a])
    await expect(compressModel(model, { ...given(), by: 'contributions' })).rejects.toThrow(
      'No unit adds anything on the calibration data',
    )
  })
})

describe('models', () => {
  it('that are not built, or have weights that are not finite, are refused', async () => {
    await expect(compressModel(sequential() as Sequential, given())).rejects.toThrow('The model is not built')
    const model = twoLayers(4, 20, 2)
    const [w, b, v, a] = model.getWeights()
    const values = v.arraySync() as number[][]
    values[3][1] = Number.NaN
    model.setWeights([w, b, tensor(values), a])
    await expect(compressModel(model, given())).rejects.toThrow(
      `Weight 7 of layer ${model.layers[1].name} is NaN`,
    )
  })

  it('without any layer that can be narrowed come back as they are, with the reasons', async () => {
    const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [4] })] })
    const { report, fold } = await compressModel(model, given())
    expect(report.runs).toEqual([])
    expect(report.left).toEqual([
      { layer: model.layers[0].name, reason: 'its units are outputs of the model' },
    ])
    expect((await fold()).countParams()).toBe(15)
  })

  it('of activations that TensorFlow.js does not load again are refused in plain words', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 8, inputShape: [4] }),
        layers.dense({ units: 8, activation: 'gelu_new' as 'gelu' }),
        layers.dense({ units: 2 }),
      ],
    })
    const options = given()
    const before = memory().numTensors
    await expect(compressModel(model, options)).rejects.toThrow(
      /TensorFlow\.js cannot make the model again from what it saves: Unknown activation.*Use layers and activations/,
    )
    expect(memory().numTensors).toBe(before)
  })

  it('name layers of kinds that are not known among those that are left', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({ filters: 6, kernelSize: 3, inputShape: [8, 8, 1], name: 'first' }),
        layers.depthwiseConv2d({ kernelSize: 3, name: 'depthwise' }),
        layers.flatten(),
        layers.dense({ units: 2, name: 'last' }),
      ],
    })
    const { report } = await compressModel(model, { keep: 0.5, calibration: normals([20, 8, 8, 1], 3) })
    expect(report.left).toEqual([
      { layer: 'first', reason: 'depthwise (DepthwiseConv2D) does not treat units one by one' },
      { layer: 'depthwise', reason: 'layers of the kind DepthwiseConv2D are not known' },
      { layer: 'last', reason: 'its units are outputs of the model' },
    ])
  })

  it('drop their dead units, and count them', async () => {
    const model = twoLayers(4, 30, 2)
    const [w, b, v, a] = model.getWeights()
    // The first ten units add nothing.
    model.setWeights([w, b, v.mul(tensor(Array.from({ length: 30 }, (_, i) => [i < 10 ? 0 : 1]))), a])
    for (const by of ['contributions', 'moments'] as const) {
      const { report, choices } = await compressModel(model, { ...given(), by })
      expect(report.runs[0].deadUnits).toBeGreaterThanOrEqual(10)
      const [[, { indices }]] = choices
      expect(Math.min(...indices)).toBeGreaterThanOrEqual(10)
    }
  })
})

it('units that add nothing are dropped where all others may stay, and layers of such units are left', async () => {
  const model = sequential({
    layers: [
      layers.dense({
        units: 8,
        inputShape: [4],
        activation: 'tanh',
        name: 'some',
        kernelInitializer: drawn(1),
      }),
      layers.dense({ units: 6, activation: 'tanh', name: 'none', kernelInitializer: drawn(2) }),
      layers.dense({ units: 2, name: 'out' }),
    ],
  })
  const [w, b, v, c, , d] = model.getWeights()
  const alive = tensor(Array.from({ length: 8 }, (_, i) => [i === 2 || i === 5 ? 0 : 1]))
  model.setWeights([w, b, v.mul(alive), c, tensor(new Array(12).fill(0), [6, 2]), d])
  for (const keep of [1, 0.9]) {
    const { report, choices, fold } = await compressModel(model, { ...given(), keep })
    expect(report.runs).toMatchObject([{ layer: 'some', unitsAfter: 6, deadUnits: 2 }])
    expect(Array.from(choices.get('some')!.indices)).toEqual([0, 1, 3, 4, 6, 7])
    expect(report.left).toContainEqual({ layer: 'none', reason: 'none of its units adds anything' })
    const x = normals([10, 4], 9)
    const [wide, narrow] = [model, await fold()].map(of => (of.predict(x) as Tensor).dataSync())
    narrow.forEach((value, i) => {
      expect(value).toBeCloseTo(wide[i], 6)
    })
  }
})

describe('ensembles', () => {
  const outputs = Array.from({ length: 30 }, (_, model) =>
    Array.from({ length: 40 }, (_, row) => Math.cos(row * (1 + (model % 3)))),
  )

  it('a few models stand for all, each for those that are like it', () => {
    const { indices, shares, calibrationError } = compressEnsemble(outputs, { size: 3 })
    expect(Array.from(indices, model => model % 3).sort()).toEqual([0, 1, 2])
    for (const share of shares) expect(share).toBeCloseTo(1 / 3, 5)
    expect(calibrationError).toBeLessThan(1e-6)
  })

  it('sizes and outputs that do not fit are refused', () => {
    expect(() => compressEnsemble(outputs, { size: 31 })).toThrow('size is 31 for 30 models')
    expect(() => compressEnsemble([[1, 2], [1]], { size: 1 })).toThrow(
      'Model 1 has 1 outputs, and model 0 has 2',
    )
    expect(() => compressEnsemble([[1, Number.NaN]], { size: 1 })).toThrow('Output 1 of model 0 is NaN')
  })
})
