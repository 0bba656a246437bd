import { memory } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTensors } from '../src/training/start-tensors.js'
import { teacherStudentTask } from '../src/training/teacher-student.js'
import { trainStudent } from '../src/training/train-student.js'

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
})
