import { cpu } from '@polylog/backend-cpu'
import { totalMass, weightedSet } from '@polylog/core'
import { expect, it } from 'vitest'
import { polylog } from '../src/contestants/polylog.js'
import { randomSubset } from '../src/contestants/random-subset.js'
import { ALL_JOBS } from '../src/jobs/all-jobs.js'
import { uniformProblem } from '../src/jobs/uniform-problem.js'

it('the random subset holds different rows of the input and its mass', async () => {
  const input = weightedSet(
    Float64Array.from({ length: 100 }, (_, row) => row),
    {
      dim: 1,
      weights: Float64Array.from({ length: 100 }, (_, row) => 1 + (row % 3)),
    },
  )
  const { set } = await randomSubset.compress(input, { size: 10, order: 5 }, 1)
  const rows = [...set.points]
  expect(rows).toHaveLength(10)
  expect(new Set(rows).size).toBe(10)
  expect(totalMass(set)).toBeCloseTo(totalMass(input), 10)
  const scale = set.weights[0] / input.weights[rows[0]]
  rows.forEach((row, i) => {
    expect(set.weights[i] / input.weights[row]).toBeCloseTo(scale, 12)
  })
  const other = await randomSubset.compress(input, { size: 10, order: 5 }, 2)
  expect([...other.set.points]).not.toEqual(rows)
})

it('polylog beats the random subset a hundredfold at equal size', async () => {
  const { input, error } = uniformProblem(2000, 2, 3)
  const goal = { size: 200, order: 5 }
  const ours = await polylog('fast', cpu()).compress(input, goal, 0)
  const random = await randomSubset.compress(input, goal, 0)
  expect(ours.set.size).toBeLessThanOrEqual(200)
  expect(ours).toMatchObject({ order: 5, passes: 1 })
  expect(ours.momentResidual).toBeLessThanOrEqual(1e-12)
  expect(error(ours.set)).toBeLessThan(error(random.set) / 100)
})

it('every job has a baseline and asks for moments', () => {
  for (const { contestants, asked } of ALL_JOBS) {
    expect(contestants.some(({ baseline }) => baseline)).toBe(true)
    expect(asked.momentResidual).toBe(1e-12)
  }
  expect(new Set(ALL_JOBS.map(({ name }) => name)).size).toBe(ALL_JOBS.length)
})
