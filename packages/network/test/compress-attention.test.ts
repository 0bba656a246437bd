import {
  compressModel,
  type MultiHeadAttention,
  multiHeadAttention,
  ticketOptimizer,
} from '@polylog/network/tfjs'
import {
  input,
  type LayersModel,
  layers,
  memory,
  model as modelOf,
  type Optimizer,
  type SymbolicTensor,
  sequential,
  type Tensor,
  tensor1d,
  tidy,
  train,
} from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { distance, normals, startTensors } from './tensors.js'
import { farthest, trajectory } from './trajectory.js'

beforeAll(startTensors)

const PLACES = 6
const LENGTH = 4

type AttentionOptions = Parameters<typeof multiHeadAttention>[0]

/** Attention, and a dense layer at every place. All weights are drawn by the seed, biases too. */
function attentionModel(options: AttentionOptions, seed: number): LayersModel {
  const tokens = input({ shape: [PLACES, LENGTH] })
  const attended = multiHeadAttention({ ...options, name: 'attention' }).apply(tokens) as SymbolicTensor
  const joined = layers.add().apply([tokens, attended]) as SymbolicTensor
  const outputs = layers.dense({ units: 2 }).apply(joined) as SymbolicTensor
  const model = modelOf({ inputs: tokens, outputs })
  model.setWeights(model.getWeights().map(({ shape }, i) => normals(shape, 50 * seed + i).mul(0.6)))
  return model
}

const attentionOf = (model: LayersModel) => model.getLayer('attention') as MultiHeadAttention

/** Entries of an axis, each as often as it says. */
function repeated(weight: Tensor, axis: number, counts: readonly number[]): Tensor {
  const places = counts.flatMap((count, i) => new Array<number>(count).fill(i))
  return weight.gather(tensor1d(places, 'int32'), axis)
}

/**
 * A model, and one in which every group of heads stands `counts` times. Outgoing weights are not divided, so that a head of
 * mass `count` does what its copies do.
 */
function copiedGroups(options: AttentionOptions, counts: readonly number[], seed: number) {
  const narrow = attentionModel(options, seed)
  const { keyValueHeads } = attentionOf(narrow).options
  const ofHeads = keyValueHeads.map(group => counts[group])
  // Copies of a group have keys of their own: those of copy `i` come after all of the copies before.
  const starts = counts.map((_, group) => counts.slice(0, group).reduce((sum, count) => sum + count, 0))
  const groups = keyValueHeads.flatMap(group =>
    Array.from({ length: counts[group] }, (_, copy) => starts[group] + copy),
  )
  const wide = attentionModel({ ...options, numHeads: groups.length, keyValueHeads: groups }, seed)
  const own = attentionOf(narrow).getWeights()
  attentionOf(wide).setWeights(
    own.map((weight, at) => {
      if (at === 7) return weight
      const axis = at === 6 || at % 2 === 1 ? 0 : 1
      return repeated(weight, axis, at < 2 || at === 6 ? ofHeads : counts)
    }),
  )
  return { narrow, wide, masses: ofHeads }
}

const GROUPED: AttentionOptions = {
  numHeads: 4,
  keyDim: 3,
  valueDim: 2,
  keyValueHeads: 2,
  useCausalMask: true,
}
const PLAIN: AttentionOptions = { numHeads: 3, keyDim: 2 }

describe.each(['moments', 'contributions', 'tangent'] as const)('by %s', by => {
  it.each(['function', 'training'] as const)(
    'copies of heads come down to one of each, for the %s',
    async goal => {
      for (const [options, counts] of [
        [PLAIN, [5, 2, 4]],
        [GROUPED, [3, 4]],
      ] as const) {
        const { wide } = copiedGroups(options, counts, 1)
        const before = memory().numTensors
        const { fold, report } = await compressModel(wide, {
          size: { attention: options.numHeads + 1 },
          by,
          goal,
          calibration: tidy(() => normals([150, PLACES, LENGTH], 2)),
        })
        expect(memory().numTensors).toBe(before + 1)
        const small = await fold()
        expect(attentionOf(small).options.numHeads).toBeLessThanOrEqual(options.numHeads + 1)
        expect(distance(wide, small, normals([50, PLACES, LENGTH], 3))).toBeLessThan(2e-5)
        expect(report.after.parameters).toBe(small.countParams())
        expect(report.runs[0].by).toBe(by === 'tangent' ? 'contributions' : by)
      }
    },
  )
})

it('fewer heads by contributions come closer than the first heads, rescaled', async () => {
  const model = attentionModel({ numHeads: 64, keyDim: 2 }, 4)
  const data = normals([200, PLACES, LENGTH], 5)
  const { fold, report } = await compressModel(model, { size: { attention: 16 }, calibration: data })
  const { outputError } = report
  const first = attentionModel({ numHeads: 16, keyDim: 2 }, 4)
  first.setWeights(
    model
      .getWeights()
      .map(weight => weight.clone())
      .map((weight, at) => {
        if (at < 6)
          return weight.slice(
            new Array<number>(weight.shape.length).fill(0),
            at % 2 ? [16, 2] : [LENGTH, 16, 2],
          )
        return at === 6 ? weight.slice([0, 0, 0], [16, 2, LENGTH]).mul(4) : weight
      }),
  )
  const small = await fold()
  const unseen = normals([100, PLACES, LENGTH], 6)
  expect(distance(model, small, unseen)).toBeLessThan(0.5 * distance(model, first, unseen))
  expect(distance(model, small, unseen)).toBeLessThan(2 * outputError!.heldOut!)
})

it('least squares bring the outputs closer', async () => {
  const model = attentionModel({ numHeads: 64, keyDim: 2 }, 7)
  const { report } = await compressModel(model, {
    size: { attention: 12 },
    calibration: normals([300, PLACES, LENGTH], 8),
    correction: 'least-squares',
  })
  expect(report.correctedError!.heldOut!).toBeLessThan(0.9 * report.outputError!.heldOut!)
})

describe('queries and keys', () => {
  it('come down to the rank of their products, without error', async () => {
    for (const options of [
      { numHeads: 3, keyDim: 9 },
      { ...GROUPED, keyDim: 12 },
      { ...PLAIN, keyDim: 7, useBias: false },
      { numHeads: 1, keyDim: 6 },
    ]) {
      const model = attentionModel(options, 9)
      const { fold, report } = await compressModel(model, { keep: 1 })
      const small = await fold()
      // Keys have four coordinates, in which queries are linear.
      expect(report.queryKeys).toEqual([{ layer: 'attention', before: options.keyDim, after: LENGTH }])
      expect(attentionOf(small).options.keyDim).toBe(LENGTH)
      expect(distance(model, small, normals([40, PLACES, LENGTH], 10))).toBeLessThan(1e-5)
      expect(report.after.multiplyAdds).toBeLessThan(report.before.multiplyAdds)
    }
  })

  it('stay as they are where their rank is full, and in networks that train on', async () => {
    const full = await compressModel(attentionModel({ numHeads: 3, keyDim: 3 }, 11), { keep: 1 })
    expect(full.report.queryKeys).toEqual([])
    const training = await compressModel(attentionModel({ numHeads: 3, keyDim: 9 }, 12), {
      keep: 1,
      goal: 'training',
    })
    expect(training.report.queryKeys).toEqual([])
  })
})

it('attention that holds masses already is left with the reason', async () => {
  const held = await compressModel(attentionModel({ ...PLAIN, masses: [1, 2, 3] }, 13), { keep: 1 })
  expect(held.report.left).toContainEqual({
    layer: 'attention',
    reason: 'attention holds masses of its units already',
  })
})

const OPTIMIZERS: Readonly<Record<string, () => Optimizer>> = {
  SGD: () => train.sgd(0.01),
  momentum: () => train.momentum(0.002, 0.9),
  RMSprop: () => train.rmsprop(0.0005),
  Adam: () => train.adam(0.001),
  Adamax: () => train.adamax(0.001),
}

/** Outputs after each of 60 steps. */
function run(model: LayersModel, optimizer: Optimizer): readonly Float32Array[] {
  const [x, y] = [normals([32, PLACES, LENGTH], 20), normals([32, PLACES, 2], 21)]
  return trajectory(model, optimizer, { x, y }, 60)
}

describe.each(Object.entries(OPTIMIZERS))('with %s', (_name, create) => {
  it.each([
    ['heads', PLAIN, [3, 1, 4]],
    ['groups of heads', GROUPED, [3, 2]],
  ] as const)('copies of %s are followed to 1e-4, masses apart or folded in', (_what, options, counts) => {
    const { wide, narrow, masses } = copiedGroups(options, counts, 15)
    const weighted = attentionModel({ ...options, masses }, 15)
    const folded = narrow
    const own = attentionOf(folded).getWeights()
    const along = tensor1d(masses).reshape([masses.length, 1, 1])
    attentionOf(folded).setWeights(own.map((weight, at) => (at === 6 ? weight.mul(along) : weight)))
    const wanted = run(wide, create())
    const given = new Map([['attention', masses]])
    for (const found of [
      run(weighted, ticketOptimizer(create(), weighted)),
      run(folded, ticketOptimizer(create(), folded, { masses: given })),
    ]) {
      expect(farthest(wanted, found)).toBeLessThan(1e-4)
    }
  })
})

it('a weighted model of few heads, and one of units that are flattened, put out what the folded ones do', async () => {
  const attention = attentionModel(
    { numHeads: 12, keyDim: 3, keyValueHeads: [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5] },
    4,
  )
  const flattened = sequential({
    layers: [
      layers.dense({ units: 12, activation: 'tanh', inputShape: [PLACES, LENGTH] }),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ],
  })
  const data = normals([40, PLACES, LENGTH], 6)
  for (const model of [attention, flattened]) {
    for (const goal of ['function', 'training'] as const) {
      const { fold, weighted, choices } = await compressModel(model, {
        size: 5,
        goal,
        by: 'contributions',
        calibration: data,
      })
      const [[, { masses }]] = [...choices]
      expect(Math.max(...masses)).toBeGreaterThan(1.1)
      expect(distance(await fold(), await weighted(), normals([30, PLACES, LENGTH], 7))).toBeLessThan(1e-5)
    }
  }
})
