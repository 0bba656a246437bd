import { weightedSet } from '@polylog/core'
import { describe, expect, it } from 'vitest'
import { uniformProblem } from '../src/comparison/uniform-problem.js'

describe('a problem on uniform points', () => {
  const { input, error } = uniformProblem(50, 3, 7)

  it('fills the cube, with unit weights', () => {
    expect([input.size, input.dim]).toEqual([50, 3])
    expect(Math.min(...input.points)).toBeGreaterThanOrEqual(-1)
    expect(Math.min(...input.points)).toBeLessThan(-0.9)
    expect(Math.max(...input.points)).toBeLessThan(1)
    expect(Math.max(...input.points)).toBeGreaterThan(0.9)
    expect(new Set(input.weights)).toEqual(new Set([1]))
  })

  it('finds no error in the input itself, nor in its rows with all weights ten times as large', () => {
    expect(error(input)).toBe(0)
    expect(error({ ...input, weights: input.weights.map(weight => 10 * weight) })).toBeLessThan(1e-15)
  })

  it('finds the errors known by symmetry: sigmoid(0) = 1/2, and sigmoid(-t) = 1 - sigmoid(t)', () => {
    const origin = weightedSet([[0, 0, 0]], { weights: [50] })
    const mirrored = weightedSet(
      input.points.map(coordinate => -coordinate),
      { dim: 3 },
    )
    expect(error(origin)).toBeGreaterThan(1e-5)
    expect(error(mirrored)).toBeCloseTo(2 * error(origin), 14)
  })

  it('is the same for the same seed, and another for another', () => {
    expect(uniformProblem(50, 3, 7).input).toEqual(input)
    expect(uniformProblem(50, 3, 8).input).not.toEqual(input)
    expect(uniformProblem(50, 3, 7).error(weightedSet([[0, 1, 0]]))).toBe(error(weightedSet([[0, 1, 0]])))
  })
})
