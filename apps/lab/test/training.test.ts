import { createRng } from '@polylog/core'
import { memory } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { compressWidth } from '../src/training/compress-width.js'
import { startTensors } from '../src/training/start-tensors.js'
import { teacherStudentTask } from '../src/training/teacher-student.js'
import { trainingCurve, trainStudent } from '../src/training/train-student.js'
import { drawStart, type NetworkStart } from '../src/training/two-layer-network.js'

describe('a student of the teacher', () => {
  beforeAll(startTensors)

  const { rows, test } = teacherStudentTask(2000, 3)

  it('learns what the teacher says without noise, and leaves no tensor behind', async () => {
    const before = memory().numTensors
    const untrained = await trainStudent(rows, test, { width: 50, steps: 1, rate: 1e-9, seed: 3 })
    const trained = await trainStudent(rows, test, { width: 50, steps: 150, rate: 0.01, seed: 3 })
    expect(trained).toBeLessThan(untrained / 10)
    expect(memory().numTensors).toBe(before)
  })

  it('is the same for the same seed, and follows the weights of the rows', async () => {
    const options = { width: 10, steps: 20, rate: 0.01, seed: 1 }
    const once = await trainStudent(rows, test, options)
    expect(await trainStudent(rows, test, options)).toBe(once)
    const doubled = { ...rows, weights: rows.weights.map(weight => 2 * weight) }
    expect(await trainStudent(doubled, test, options)).toBeCloseTo(once, 5)
    const firstHalf = { ...rows, weights: rows.weights.map((weight, row) => (row < 1000 ? weight : 0)) }
    expect(await trainStudent(firstHalf, test, options)).not.toBeCloseTo(once, 5)
  })

  it.each(['sgd', 'adam', 'adamw'] as const)(
    'learns by %s from batches, and tells errors on the way',
    async optimiser => {
      const rate = optimiser === 'sgd' ? 0.05 : 0.01
      const curve = await trainingCurve(rows, test, {
        ...{ width: 50, steps: 200, rate, seed: 1, optimiser, measured: [1, 100] },
        batch: { size: 256, sampling: 'without-replacement' },
      })
      expect(curve.map(({ step }) => step)).toEqual([1, 100, 200])
      expect(curve[1].error).toBeLessThan(curve[0].error)
      expect(curve[2].error).toBeLessThan(curve[0].error / 4)
    },
  )

  it('of neurons that stand for several is trained by Adam as the many that are alike', async () => {
    const few = drawStart(2, 20, createRng(4))
    const twice = (values: Float32Array, width: number) =>
      Float32Array.from({ length: 2 * values.length }, (_, at) => {
        const row = Math.floor(at / (2 * width))
        return values[row * width + (at % width)]
      })
    const many = {
      ...few,
      width: 40,
      incoming: twice(few.incoming, 20),
      biases: twice(few.biases, 20),
      outgoing: twice(few.outgoing, 20),
    }
    const weighted = { ...few, masses: new Float32Array(20).fill(2) }
    const options = { width: 0, steps: 60, rate: 0.01, seed: 1 }
    const errorOf = (start: NetworkStart) => trainStudent(rows, test, { ...options, start })
    expect((await errorOf(weighted)) / (await errorOf(many))).toBeCloseTo(1, 2)
    expect((await errorOf(few)) / (await errorOf(many))).not.toBeCloseTo(1, 2)
  })

  it('starts narrow with the moments that the wide one has', async () => {
    const wide = drawStart(2, 2000, createRng(5))
    const narrow = await compressWidth(wide, 400, 4, 0)
    expect(narrow.width).toBeLessThanOrEqual(400)
    const sum = ({ width, incoming, biases, outgoing, masses }: NetworkStart) => {
      let total = 0
      for (let i = 0; i < width; i++) {
        total +=
          (masses?.[i] ?? 1) * outgoing[i] * incoming[i] ** 2 * biases[i] +
          (masses?.[i] ?? 1) * incoming[width + i] ** 2
      }
      return total
    }
    expect(sum(narrow) / sum(wide)).toBeCloseTo(1, 5)
  })
})
