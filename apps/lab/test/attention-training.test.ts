import { createRng } from '@polylog/core'
import { trajectoryDistance } from '@polylog/network'
import { multiHeadAttention } from '@polylog/network/tfjs'
import { dispose, input, memory, model, type SymbolicTensor, type Tensor, tidy } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { presentHeads } from '../src/studies/fig-7-page.js'
import { type HeadSize, headTasks } from '../src/studies/fig-7-runs.js'
import { attentionModel, drawHeads, HEAD_DIM, selectedHeads } from '../src/training/attention-model.js'
import { trainingOn } from '../src/training/follow-examples.js'
import { followedRun } from '../src/training/follow-wide.js'
import { RULES } from '../src/training/optimisers.js'
import {
  contextBatches,
  contextExamples,
  drawContexts,
  TOKENS,
  tokenMeanOutputs,
} from '../src/training/piecewise-linear-task.js'
import { startTensors } from '../src/training/start-tensors.js'

beforeAll(startTensors)

describe('contexts of piecewise-linear functions', () => {
  it('have places on [-1, 1], labels of the variance that the slopes give, and noise on what is shown', () => {
    const { count, tokens, labels } = drawContexts(20_000, createRng(1))
    const places = tokens.filter((_, at) => (at % TOKENS) % 2 === 0)
    expect(Math.max(...places.subarray(0, 9000))).toBeLessThanOrEqual(1)
    expect(Math.min(...places.subarray(0, 9000))).toBeGreaterThanOrEqual(-1)
    const meanSquare = (values: Float32Array) =>
      values.reduce((sum, value) => sum + value ** 2, 0) / values.length
    // 0.5² at the start; a sum of squares of 16 slopes times an eighth, or a part of it, which ends at x.
    const expected = 0.25 + (7.5 + 1 / 3) / 64
    expect(meanSquare(labels)).toBeCloseTo(expected, 1.5)
    const shown = tokens.filter((_, at) => (at % TOKENS) % 2 === 1)
    expect(meanSquare(shown)).toBeCloseTo(expected + 0.3 ** 2, 1.5)
    expect(drawContexts(count, createRng(1)).tokens).toEqual(tokens)
    expect(drawContexts(count, createRng(2)).tokens).not.toEqual(tokens)
  })

  it('are told better by the mean of their tokens than by nothing', () => {
    const test = drawContexts(2000, createRng(3))
    const told = tokenMeanOutputs(drawContexts(2000, createRng(4)), test)
    const errorOf = (outputs: ArrayLike<number>) =>
      test.labels.reduce((sum, label, row) => sum + (label - outputs[row]) ** 2, 0)
    expect(errorOf(told)).toBeLessThan(errorOf(new Float64Array(2000)) / 2)
  })
})

describe('an attention that is asked by its last token', () => {
  it('puts out what causal attention does there', () => {
    const heads = drawHeads(5, createRng(1))
    const asked = attentionModel(heads)
    const tokens = input({ shape: [TOKENS, 1] })
    const options = { numHeads: 5, keyDim: HEAD_DIM, useBias: false, useCausalMask: true }
    const causal = model({
      inputs: tokens,
      outputs: multiHeadAttention(options).apply(tokens) as SymbolicTensor,
    })
    causal.setWeights(asked.getWeights())
    const { inputs } = contextExamples(drawContexts(20, createRng(2)))
    const [few, all] = tidy(() => [
      (asked.predict(inputs) as Tensor).dataSync(),
      (causal.predict(inputs[1]) as Tensor).dataSync(),
    ])
    few.forEach((value, row) => {
      expect(value).toBeCloseTo(all[row * TOKENS + TOKENS - 1], 5)
    })
  })

  it('trains on parts of a batch as on the whole, heads of mass 2 as pairs do, and leaves no tensor behind', async () => {
    const test = contextExamples(drawContexts(50, createRng(5)))
    const heads = drawHeads(6, createRng(6))
    const twice = selectedHeads(heads, [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5])
    const follow = (own: typeof heads, rowsAtOnce: number, masses?: number[]) =>
      followedRun(
        trainingOn(attentionModel(own, masses), { nextBatch: contextBatches(32, rowsAtOnce, 7), test }),
        {
          rule: { create: RULES.adam, rate: 1e-2 },
          steps: 20,
          share: () => 1,
          recorded: [0, 10, 20],
        },
      )
    const whole = await follow(twice, 32)
    const before = memory().numTensors
    const inParts = await follow(twice, 8)
    expect(memory().numTensors).toBe(before)
    expect(whole.errors[2]).toBeLessThan(whole.errors[0])
    expect(trajectoryDistance(whole, inParts).last).toBeLessThan(1e-3)
    const narrow = await follow(heads, 32, Array(6).fill(2))
    expect(trajectoryDistance(whole, narrow).last).toBeLessThan(1e-3)
    const plain = await follow(heads, 32)
    expect(trajectoryDistance(whole, plain).last).toBeGreaterThan(0.01)
    dispose([...test.inputs, test.labels])
  })
})

describe('the study of heads', () => {
  const size: HeadSize = {
    ...{ wide: 80, narrow: 20, orders: [1], steps: 4, batch: 8, testRows: 16, looks: 2 },
    ...{ draws: 2, apart: false },
  }

  it('tells of all methods the same, whether they are tasks of their own or not', async () => {
    const rowsOf = async (tasks: ReturnType<typeof headTasks>) => {
      const rows = []
      for (const task of tasks) rows.push(...(await task.run()))
      return rows
    }
    const before = memory().numTensors
    const together = await rowsOf(headTasks(size))
    expect(memory().numTensors).toBe(before)
    const apart = headTasks({ ...size, apart: true })
    expect(new Set(apart.map(({ key }) => key)).size).toBe(apart.length)
    expect(await rowsOf(apart)).toEqual(together)
    for (const { method, kept, distance } of together) {
      if (method === 'wide') expect([kept, distance]).toEqual([80, 0])
    }
    const { figures, text } = presentHeads(together, size)
    expect(Object.keys(figures)).toEqual(['fig7', 'fig7-distances'])
    expect(text).not.toMatch(/NaN|undefined/)
  })
})
