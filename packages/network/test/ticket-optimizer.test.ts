import { OptionError } from '@polylog/core'
import { ticketOptimizer, weightedDense } from '@polylog/network/tfjs'
import {
  layers,
  memory,
  type Optimizer,
  type Scalar,
  type Sequential,
  sequential,
  type Tensor,
  type Tensor2D,
  tensor,
  tidy,
  train,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { normals, startTensors } from './tensors.js'
import { farthest, trajectory } from './trajectory.js'

beforeAll(startTensors)

const INPUTS = 3
const STEPS = 200
/** How often every unit of either hidden layer stands in the wide network. */
const FIRST = [3, 1, 5, 2]
const SECOND = [2, 4, 1]

/** Weights of a narrow network of two hidden layers; the wide one repeats every unit. */
function narrowWeights() {
  const [w1, w2, w3] = [INPUTS, FIRST.length, SECOND.length].map((rows, i) =>
    normals([rows, [FIRST.length, SECOND.length, 1][i]], i + 1).mul(0.5),
  )
  return { w1, w2, w3, b1: normals([FIRST.length], 7).mul(0.3), b2: normals([SECOND.length], 8).mul(0.3) }
}

const repeated = (values: Tensor, counts: readonly number[], axis: number) =>
  values.gather(
    tensor(
      counts.flatMap((count, j) => new Array<number>(count).fill(j)),
      undefined,
      'int32',
    ),
    axis,
  )

function dense(units: number, inputs?: number, name?: string) {
  return layers.dense({
    units,
    activation: 'tanh',
    ...(inputs && { inputShape: [inputs] }),
    ...(name && { name }),
  })
}

function wideNetwork(): Sequential {
  const { w1, w2, w3, b1, b2 } = narrowWeights()
  const [first, second] = [FIRST, SECOND].map(counts => counts.reduce((a, b) => a + b, 0))
  const model = sequential({ layers: [dense(first, INPUTS), dense(second), layers.dense({ units: 1 })] })
  model.setWeights([
    repeated(w1, FIRST, 1),
    repeated(b1, FIRST, 0),
    repeated(repeated(w2, FIRST, 0), SECOND, 1),
    repeated(b2, SECOND, 0),
    repeated(w3, SECOND, 0),
    tensor([0]),
  ])
  return model
}

function weightedNetwork(): Sequential {
  const { w1, w2, w3, b1, b2 } = narrowWeights()
  const model = sequential({
    layers: [
      dense(FIRST.length, INPUTS),
      weightedDense({ units: SECOND.length, masses: FIRST, activation: 'tanh' }),
      weightedDense({ units: 1, masses: SECOND }),
    ],
  })
  model.setWeights([w1, b1, w2, b2, w3, tensor([0])])
  return model
}

function foldedNetwork(): Sequential {
  const { w1, w2, w3, b1, b2 } = narrowWeights()
  const model = sequential({
    layers: [
      dense(FIRST.length, INPUTS, 'first'),
      dense(SECOND.length, undefined, 'second'),
      layers.dense({ units: 1 }),
    ],
  })
  model.setWeights([
    w1,
    b1,
    w2.mul(tensor(FIRST, [FIRST.length, 1])),
    b2,
    w3.mul(tensor(SECOND, [SECOND.length, 1])),
    tensor([0]),
  ])
  return model
}

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

const inputs = () => normals([64, INPUTS], 20) as Tensor2D
const labels = () =>
  normals([64, 1], 21)
    .mul(0.2)
    .add(inputs().slice([0, 0], [64, 1]).sin())

/** Outputs after each of the steps. */
function run(model: Sequential, optimizer: Optimizer, steps = STEPS): readonly Float32Array[] {
  return trajectory(model, optimizer, { x: inputs(), y: labels() }, steps)
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

describe('in models of several ways', () => {
  it('some masses may be folded in, and others held in layers', () => {
    const wide = run(wideNetwork(), train.sgd(0.02), 60)
    const { w1, w2, w3, b1, b2 } = narrowWeights()
    const mixed = sequential({
      layers: [
        dense(FIRST.length, INPUTS, 'first'),
        dense(SECOND.length, undefined, 'second'),
        weightedDense({ units: 1, masses: SECOND }),
      ],
    })
    mixed.setWeights([w1, b1, w2.mul(tensor(FIRST, [FIRST.length, 1])), b2, w3, tensor([0])])
    // With the numbers of the units, as compressModel has them, or without.
    const masses = new Map([['first', { indices: FIRST.keys(), masses: FIRST }]])
    expect(farthest(run(mixed, ticketOptimizer(train.sgd(0.02), mixed, { masses }), 60), wide)).toBeLessThan(
      1e-5,
    )
  })

  it('layers that are frozen when it is made, and thawed later, train as the wide ones', () => {
    const wide = run(wideNetwork(), train.sgd(0.02), 60)
    const weighted = weightedNetwork()
    weighted.layers[0].trainable = false
    const optimizer = ticketOptimizer(train.sgd(0.02), weighted)
    weighted.layers[0].trainable = true
    expect(farthest(run(weighted, optimizer, 60), wide)).toBeLessThan(1e-5)
  })

  it.each([{}, { weightDecay: { rate: 0.1, kind: 'coupled' as const } }, { clipNorm: 1 }])(
    'variables that a loss does not depend on stay as they are: %j',
    options => {
      const model = weightedNetwork()
      const unused = variable(tensor([1, 2]))
      const optimizer = ticketOptimizer(train.adam(0.01), model, options)
      const own = model.trainableWeights.map(weight => weight.read() as Variable)
      const { grads } = variableGrads(() => (model.apply(inputs()) as Tensor).square().mean() as Scalar, own)
      optimizer.applyGradients({ ...grads, [unused.name]: null as unknown as Tensor })
      expect(Array.from(unused.dataSync())).toEqual([1, 2])
    },
  )
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
