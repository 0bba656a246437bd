import { compressModel, type WeightedDense, weightMovement } from '@polylog/network/tfjs'
import {
  type LayersModel,
  layers,
  memory,
  model as modelOf,
  type SymbolicTensor,
  sequential,
  type Tensor,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { distance, drawn, normals, startTensors, twoLayers } from './tensors.js'

beforeAll(startTensors)

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

describe('for training', () => {
  it('what units are chosen by follows from how far the weights will move', async () => {
    const model = twoLayers(3, 80, 1)
    const calibration = normals([150, 3], 2)
    const basisFor = async (movement?: number) => {
      const { report } = await compressModel(model, { size: 60, goal: 'training', calibration, movement })
      return report.runs[0].by
    }
    expect(await basisFor()).toBe('moments')
    expect(await basisFor(0.02)).toBe('tangent')
    expect(await basisFor(0.4)).toBe('moments')
    await expect(compressModel(model, { size: 40, goal: 'training', movement: 0.02 })).rejects.toThrow(
      'There are no calibration data, which movement needs',
    )
    await expect(compressModel(model, { size: 40, calibration, movement: 0.02 })).rejects.toThrow(
      "movement is given, and goal is not 'training'",
    )
    await expect(
      compressModel(model, { size: 40, goal: 'training', calibration, movement: -1 }),
    ).rejects.toThrow('movement is -1')
  })

  it('that movement is the farthest of the layers, of weights that come in', () => {
    const [model, other] = [twoLayers(3, 20, 2), twoLayers(3, 20, 2)]
    expect(weightMovement(model, other)).toBe(0)
    const [w, , v, a] = model.getWeights()
    model.setWeights([w, tensor1d(new Float32Array(20)), v, a])
    // Kernels of units that no one chooses among count for nothing.
    other.setWeights([w.mul(1.25), tensor1d(new Float32Array(20)), v.mul(9), a])
    expect(weightMovement(model, other)).toBeCloseTo(0.25, 6)
    expect(() => weightMovement(model, twoLayers(4, 20, 2))).toThrow(
      /^Layer .* of the trained model (is not there|has weights of other shapes)/,
    )
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

it('without calibration data, layers of very many inputs keep their leading directions', async () => {
  const model = twoLayers(700, 60, 2)
  const { report } = await compressModel(model, { keep: 0.5 })
  expect(report.runs[0]).toMatchObject({ by: 'moments', unitsBefore: 60, unitsAfter: 30 })
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
  expect(report.layers).toEqual([
    {
      layer: model.layers[0].name,
      before: { parameters: 704, bytes: 2816, multiplyAdds: 640 },
      after: { parameters: 176, bytes: 704, multiplyAdds: 160 },
    },
    {
      layer: model.layers[1].name,
      before: { parameters: 325, bytes: 1300, multiplyAdds: 320 },
      after: { parameters: 85, bytes: 340, multiplyAdds: 80 },
    },
  ])
  expect((await fold()).countParams()).toBe(261)
})

it('the report tells how far each layer throws the next one off, on rows set aside as well', async () => {
  const model = sequential({
    layers: [
      layers.dense({ units: 60, activation: 'tanh', inputShape: [4], kernelInitializer: drawn(1) }),
      layers.dense({ units: 40, activation: 'relu', kernelInitializer: drawn(2, 0.2) }),
      layers.dense({ units: 2, kernelInitializer: drawn(3) }),
    ],
  })
  const [calibration, heldOut] = [normals([500, 4], 2), normals([300, 4], 3)]
  const [first, second, last] = model.layers
  const { report, fold, choices } = await compressModel(model, { keep: 0.2, calibration, heldOut })
  // The last layer's units are chosen first, among those of the wide model.
  const chosen = new Map([[second.name, choices.get(second.name)!]])
  const one = await (await compressModel(model, { chosen })).fold()
  const both = await fold()
  const outputsOf = (given: LayersModel, layer: string) =>
    modelOf({ inputs: given.inputs, outputs: given.getLayer(layer).output as SymbolicTensor })
  const expected = [
    [one, both, second.name],
    [model, one, last.name],
  ] as const
  expect(report.runs.map(({ layer }) => layer)).toEqual([first.name, second.name])
  report.runs.forEach(({ outputError }, i) => {
    const [before, after, layer] = expected[i]
    for (const [rows, found] of [
      [calibration, outputError!.calibration],
      [heldOut, outputError!.heldOut!],
    ] as const) {
      expect(found).toBeGreaterThan(1e-3)
      expect(found / distance(outputsOf(before, layer), outputsOf(after, layer), rows)).toBeCloseTo(1, 3)
    }
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
