import { compressModel } from '@polylog/network/tfjs'
import {
  input,
  layers,
  memory,
  model as modelOf,
  type Sequential,
  type SymbolicTensor,
  sequential,
  type Tensor,
} from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { normals, startTensors } from './tensors.js'

beforeAll(startTensors)

const INPUTS = 5

/** Hidden layers whose weights are drawn. */
function network(widths: readonly number[], seed: number): Sequential {
  const model = sequential({
    layers: [
      ...widths.map((units, i) =>
        layers.dense({
          units,
          activation: 'tanh',
          name: `hidden${i}`,
          ...(i === 0 && { inputShape: [INPUTS] }),
        }),
      ),
      layers.dense({ units: 3, name: 'last' }),
    ],
  })
  model.setWeights(
    model.getWeights().map(({ shape }, i) => normals(shape, 40 * seed + i).mul(1 / Math.sqrt(shape[0]))),
  )
  return model
}

it('units that may move come far closer, on rows that were not seen, layer after layer', async () => {
  const model = network([96, 96], 1)
  const calibration = normals([3000, INPUTS], 2)
  const options = { keep: 1 / 8, calibration }
  const kept = await compressModel(model, options)
  const before = memory().numTensors
  const moved = await compressModel(model, { ...options, nodes: 'free' })
  expect(memory().numTensors).toBe(before)
  expect(moved.report.outputError!.heldOut!).toBeLessThan(kept.report.outputError!.heldOut! / 3)
  expect(moved.report.runs.map(run => run.moved)).toEqual([true, true])
  expect(moved.report.after).toEqual(kept.report.after)
})

it('the same seed moves them to the same places, and the model stays as it was', async () => {
  const model = network([60], 3)
  const weights = model.getWeights().map(weight => weight.dataSync().slice())
  const calibration = normals([300, INPUTS], 4)
  const outputs = async () => {
    const { fold } = await compressModel(model, { size: 10, calibration, nodes: 'free', seed: 5 })
    return ((await fold()).predict(calibration) as Tensor).dataSync()
  }
  expect(await outputs()).toEqual(await outputs())
  expect(model.getWeights().map(weight => weight.dataSync())).toEqual(weights)
})

it('channels stay where they are, and are reported so', async () => {
  const model = sequential({
    layers: [
      layers.conv1d({ filters: 12, kernelSize: 2, inputShape: [6, 2], name: 'channels' }),
      layers.conv1d({ filters: 2, kernelSize: 2 }),
    ],
  })
  const { report } = await compressModel(model, {
    size: 4,
    calibration: normals([60, 6, 2], 6),
    nodes: 'free',
  })
  expect(report.runs).toMatchObject([{ layer: 'channels', moved: false }])
})

it('kernels after moved units, which were fitted with them, are not fitted again', async () => {
  const { report } = await compressModel(network([80, 80], 7), {
    keep: 1 / 8,
    calibration: normals([2000, INPUTS], 8),
    nodes: 'free',
    correction: 'least-squares',
  })
  expect(report.correctedError).toEqual(report.outputError)
})

it('units that move before a layer whose units stay serve those that are still there', async () => {
  const dense = (units: number, more: object = {}) => layers.dense({ units, activation: 'tanh', ...more })
  const model = sequential({
    layers: [
      dense(20, { inputShape: [2, 3] }),
      dense(16),
      dense(10),
      layers.flatten(),
      layers.dense({ units: 3 }),
    ],
  })
  const { report } = await compressModel(model, {
    size: 4,
    calibration: normals([300, 2, 3], 12),
    nodes: 'free',
  })
  expect(report.runs.map(({ unitsAfter, moved }) => [unitsAfter, moved])).toEqual([
    [4, true],
    [4, true],
    [4, false],
  ])
})

it('layers that other models use, too, are no hindrance', async () => {
  const model = network([40], 10)
  const other = input({ shape: [INPUTS] })
  modelOf({
    inputs: other,
    outputs: model.layers.reduce((x, layer) => layer.apply(x) as SymbolicTensor, other),
  })
  const { report } = await compressModel(model, {
    size: 8,
    calibration: normals([200, INPUTS], 11),
    nodes: 'free',
  })
  expect(report.runs).toMatchObject([{ moved: true }])
})

it('what cannot be had is refused by name', async () => {
  const model = network([20], 9)
  await expect(compressModel(model, { size: 5, nodes: 'free' })).rejects.toThrow(/nodes: 'free'/)
  const options = { size: 5, nodes: 'free', goal: 'training', by: 'contributions' } as const
  await expect(compressModel(model, { ...options, calibration: normals([9, INPUTS], 1) })).rejects.toThrow(
    /nodes is 'free', goal is 'training' and by is 'contributions'/,
  )
})
