import { createRng, weightedSet } from '@polylog/core'
import { trajectoryDistance } from '@polylog/network'
import { dispose, memory, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { besselTask } from '../src/training/bessel-task.js'
import { trainingOn } from '../src/training/follow-examples.js'
import { followedOnRows } from '../src/training/follow-rows.js'
import { RULES } from '../src/training/optimisers.js'
import { planeTraining } from '../src/training/plane-training.js'
import { startTensors } from '../src/training/start-tensors.js'
import { modelFrom } from '../src/training/two-layer-model.js'
import { drawStart, type NetworkStart } from '../src/training/two-layer-network.js'

const TASK = { order: 2, frequency: 8, noise: 0.2 }

describe('gradients of a network on the plane', () => {
  beforeAll(startTensors)

  /** All rows in one batch: what its order is does not matter. */
  const rows = weightedSet(besselTask(TASK, 77, 3).rows.points, { dim: 3 })
  const examples = () => {
    const column = (from: number, to: number) =>
      Array.from({ length: rows.size }, (_, row) => [...rows.points.subarray(3 * row + from, 3 * row + to)])
    return { inputs: tensor2d(column(0, 2)), labels: tensor2d(column(2, 3)) }
  }
  const masses = Float32Array.from({ length: 300 }, (_, j) => 1 + (j % 7))
  const plain = drawStart(2, 300, createRng(4))

  it.each<[string, NetworkStart]>([
    ['alike', plain],
    ['with masses', { ...plain, masses }],
  ])('are those of TensorFlow.js, of neurons %s, and outputs too', (_, start) => {
    const test = examples()
    const oracle = trainingOn(modelFrom(start), { nextBatch: () => [test], test })
    const own = planeTraining(start, rows, rows, rows.size, 1)
    expect(distance(own.outputs(), oracle.outputs())).toBeLessThan(1e-6)
    tidy(() => {
      const found = own.nextGradients().map(({ tensor }) => tensor)
      const expected = oracle.nextGradients().map(({ tensor }) => tensor)
      expect(found.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape))
      found.forEach((gradient, i) => {
        expect(distance(numbersOf(gradient), numbersOf(expected[i]))).toBeLessThan(1e-5)
      })
    })
    own.model.dispose()
    oracle.model.dispose()
    dispose([test.inputs, test.labels])
  })

  it('train as two neurons what has mass 2, and leave no tensor behind', async () => {
    const few = drawStart(2, 40, createRng(5))
    const twice = (values: Float32Array) => {
      const width = few.width
      return Float32Array.from({ length: 2 * values.length }, (_, at) => {
        return values[Math.floor(at / (2 * width)) * width + (at % width)]
      })
    }
    const many: NetworkStart = {
      ...few,
      width: 80,
      incoming: twice(few.incoming),
      biases: twice(few.biases),
      outgoing: twice(few.outgoing),
    }
    const { rows: training, test } = besselTask(TASK, 2000, 0)
    const follow = (start: NetworkStart) =>
      followedOnRows(start, training, test, {
        rule: { create: RULES.adam, rate: 1e-2 },
        ...{ steps: 60, share: () => 1, batchSize: 100, seed: 1, recorded: [0, 30, 60] },
      })
    const before = memory().numTensors
    const wide = await follow(many)
    expect(memory().numTensors).toBe(before)
    expect(wide.errors[2]).toBeLessThan(wide.errors[0])
    expect(wide.movements[0]).toBe(0)
    expect(wide.movements[2]).toBeGreaterThan(0.01)
    const weighted = await follow({ ...few, masses: new Float32Array(40).fill(2) })
    expect(trajectoryDistance(wide, weighted).last).toBeLessThan(1e-4)
    expect(trajectoryDistance(wide, await follow(few)).last).toBeGreaterThan(0.01)
  })
})

const numbersOf = (tensor: Tensor): ArrayLike<number> => tensor.dataSync()

/** Over the length of what is expected. */
function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, whole] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    difference += (found[i] - expected[i]) ** 2
    whole += expected[i] ** 2
  }
  return Math.sqrt(difference / whole)
}
