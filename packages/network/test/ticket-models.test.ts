import { ticketOptimizer, weightedDense } from '@polylog/network/tfjs'
import {
  type Scalar,
  sequential,
  type Tensor,
  tensor,
  train,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  dense,
  FIRST,
  INPUTS,
  inputs,
  narrowWeights,
  run,
  SECOND,
  weightedNetwork,
  wideNetwork,
} from './duplicated-networks.js'
import { startTensors } from './tensors.js'
import { farthest } from './trajectory.js'

beforeAll(startTensors)

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
