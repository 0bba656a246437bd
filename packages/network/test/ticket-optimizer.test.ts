import { OptionError } from '@polylog/core'
import { ticketOptimizer, weightedDense } from '@polylog/network/tfjs'
import { memory, type Optimizer, sequential, type Tensor, tensor, tidy, train } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  FIRST,
  foldedNetwork,
  inputs,
  labels,
  run,
  SECOND,
  STEPS,
  weightedNetwork,
  wideNetwork,
} from './duplicated-networks.js'
import { startTensors } from './tensors.js'
import { farthest } from './trajectory.js'

beforeAll(startTensors)

const MASSES = new Map([
  ['first', FIRST],
  ['second', SECOND],
])

const OPTIMIZERS: Readonly<Record<string, () => Optimizer>> = {
  SGD: () => train.sgd(0.02),
  momentum: () => train.momentum(0.005, 0.9),
  RMSprop: () => train.rmsprop(0.001),
  Adam: () => train.adam(0.002),
  Adamax: () => train.adamax(0.002),
  Adagrad: () => train.adagrad(0.01),
}

describe.each(Object.entries(OPTIMIZERS))('with %s', (_name, create) => {
  it('weighted networks of two hidden layers follow the wide one to 1e-5, masses apart or folded in', () => {
    const wide = run(wideNetwork(), create())
    const weighted = weightedNetwork()
    const folded = foldedNetwork()
    expect(farthest(run(weighted, ticketOptimizer(create(), weighted)), wide)).toBeLessThan(1e-5)
    expect(farthest(run(folded, ticketOptimizer(create(), folded, { masses: MASSES })), wide)).toBeLessThan(
      1e-5,
    )
    expect(farthest([wide[0]], [wide[STEPS - 1]])).toBeGreaterThan(0.01)
  })
})

it('without it, the weighted network loses the wide one', () => {
  const weighted = weightedNetwork()
  expect(farthest(run(weighted, train.sgd(0.02)), run(wideNetwork(), train.sgd(0.02)))).toBeGreaterThan(1e-2)
})

describe('decay and clipping', () => {
  /** The wide network with the same rules, which are then those of plain optimisers. */
  const alike = (options: Parameters<typeof ticketOptimizer>[2], create: () => Optimizer) => {
    const wide = wideNetwork()
    const weighted = weightedNetwork()
    const folded = foldedNetwork()
    const expected = run(wide, ticketOptimizer(create(), wide, options))
    expect(farthest(run(weighted, ticketOptimizer(create(), weighted, options)), expected)).toBeLessThan(1e-5)
    const withMasses = { ...options, masses: MASSES }
    expect(farthest(run(folded, ticketOptimizer(create(), folded, withMasses)), expected)).toBeLessThan(1e-5)
    return expected
  }

  it.each(['decoupled', 'coupled'] as const)('%s decay is that of the wide network', kind => {
    const decayed = alike({ weightDecay: { rate: 0.1, kind } }, () => train.adam(0.002))
    expect(farthest(decayed, run(wideNetwork(), train.adam(0.002)))).toBeGreaterThan(1e-3)
  })

  it('gradients are clipped by the norm of the wide network', () => {
    const clipped = alike({ clipNorm: 0.2 }, () => train.sgd(0.02))
    expect(farthest(clipped, run(wideNetwork(), train.sgd(0.02)))).toBeGreaterThan(1e-3)
  })

  it('a learning rate is set for the steps to come', () => {
    for (const create of Object.values(OPTIMIZERS)) {
      const model = weightedNetwork()
      const optimizer = ticketOptimizer(create(), model)
      const [first] = run(model, optimizer, 1)
      optimizer.setLearningRate(0)
      expect(optimizer.learningRate).toBe(0)
      // Momentum goes on rolling: its past is not undone.
      if (create === OPTIMIZERS.momentum) continue
      expect(run(model, optimizer, 1)[0]).toEqual(first)
    }
  })
})

it('trains in model.fit, and leaves no tensor behind', async () => {
  const model = weightedNetwork()
  const [x, y] = [inputs(), labels()]
  const before = memory().numTensors
  const optimizer = ticketOptimizer(train.adam(0.01), model)
  model.compile({ optimizer, loss: 'meanSquaredError' })
  const { history } = await model.fit(x, y, { epochs: 30, verbose: 0 })
  expect(Number(history.loss.at(-1))).toBeLessThan(0.8 * Number(history.loss[0]))
  const during = memory().numTensors
  await model.fit(x, y, { epochs: 2, verbose: 0 })
  expect(memory().numTensors).toBe(during)
  optimizer.dispose()
  expect(memory().numTensors).toBe(before)
})

it('its learning rate can be set as that of other optimisers is', () => {
  const optimizer = ticketOptimizer(train.adam(0.01), weightedNetwork())
  optimizer.learningRate = 0.5
  expect(optimizer.learningRate).toBe(0.5)
})

it('a checkpoint, the weights of the model and those of the optimiser, is gone on from', async () => {
  const steps = 6
  const start = () => {
    const model = weightedNetwork()
    return { model, optimizer: ticketOptimizer(train.adam(0.01), model) }
  }
  const straight = start()
  const all = run(straight.model, straight.optimizer, 2 * steps)
  const first = start()
  run(first.model, first.optimizer, steps)
  const then = start()
  then.model.setWeights(first.model.getWeights())
  await then.optimizer.setWeights(await first.optimizer.getWeights())
  const rest = run(then.model, then.optimizer, steps)
  expect(farthest(rest, all.slice(steps))).toBeLessThan(1e-6)
})

it('a step that fails leaves the kernels as they were', () => {
  const model = foldedNetwork()
  const masses = new Map([['first', FIRST]])
  const inner = train.sgd(0.1)
  inner.applyGradients = () => {
    throw new Error('no step')
  }
  const optimizer = ticketOptimizer(inner, model, { masses })
  const before = model.getWeights().map(weight => weight.dataSync().slice())
  expect(() => run(model, optimizer, 1)).toThrow('no step')
  model.getWeights().forEach((weight, i) => {
    weight.dataSync().forEach((value, at) => {
      expect(value).toBeCloseTo(before[i][at], 6)
    })
  })
})

describe('bad input', () => {
  it('refuses rules that are not known to work number by number, by name', () => {
    const model = weightedNetwork()
    const strange = Object.assign(Object.create(train.sgd(0.1)), { getClassName: () => 'LAMB' }) as Optimizer
    expect(() => ticketOptimizer(strange, model)).toThrow(OptionError)
    expect(() => ticketOptimizer(strange, model)).toThrow('The optimiser LAMB is not known')
  })

  it('refuses masses of units that have some in the model already', () => {
    const model = weightedNetwork()
    const { name } = model.layers[0]
    expect(() => ticketOptimizer(train.sgd(0.1), model, { masses: new Map([[name, FIRST]]) })).toThrow(
      `There are masses for layer ${name}, and its units have some in the model already`,
    )
  })

  it('is not saved along with a model', async () => {
    const model = weightedNetwork()
    model.compile({ optimizer: ticketOptimizer(train.sgd(0.1), model), loss: 'meanSquaredError' })
    const nowhere = {
      save: async () => ({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
      }),
    }
    await model.save(nowhere)
    await expect(model.save(nowhere, { includeOptimizer: true })).rejects.toThrow(
      'A TicketOptimizer cannot be saved along with a model',
    )
  })

  it('names layers and units of masses that do not fit', () => {
    const model = foldedNetwork()
    const optimise = (masses: ReadonlyMap<string, readonly number[]>) => () =>
      ticketOptimizer(train.sgd(0.1), model, { masses })
    expect(optimise(new Map([['first', [1, 2]]]))).toThrow('Layer first has 4 units and 2 masses')
    expect(optimise(new Map([['first', [1, 2, 0, 1]]]))).toThrow('The mass of unit 2 of layer first is 0')
    expect(optimise(new Map([['last', [1]]]))).toThrow('There are masses for layer last')
    expect(() => weightedDense({ units: 1, masses: [1, -1] })).toThrow('Mass 1 is -1')
    const wrong = weightedDense({ units: 1, masses: [1, 2], inputShape: [3] })
    expect(() => sequential({ layers: [wrong] })).toThrow('has 2 masses for 3 inputs')
  })
})

it('a weighted layer is y = activation(Σ c x v + b), on any number of axes, and is saved with its masses', () => {
  tidy(() => {
    const layer = weightedDense({ units: 2, masses: [1, 3], activation: 'relu', inputShape: [4, 2] })
    const model = sequential({ layers: [layer] })
    model.setWeights([
      tensor([
        [1, -1],
        [2, 0.5],
      ]),
      tensor([0.5, -0.25]),
    ])
    const outputs = model.predict(
      tensor([
        [
          [1, 1],
          [0, -1],
          [2, 0],
          [-1, 1],
        ],
      ]),
    ) as Tensor
    expect(outputs.arraySync()).toEqual([
      [
        [7.5, 0.25],
        [0, 0],
        [2.5, 0],
        [5.5, 2.25],
      ],
    ])
    expect(layer.getConfig()).toMatchObject({ units: 2, masses: [1, 3], activation: 'relu', useBias: true })
  })
})
