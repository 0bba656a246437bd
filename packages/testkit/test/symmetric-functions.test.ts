import { createRng, weightedSet } from '@polylog/core'
import { drawReferenceFunction, sigmoidMean } from '@polylog/testkit'
import { describe, expect, it } from 'vitest'

const LN3 = Math.log(3)

describe('the reference function', () => {
  it('is the mean of sigmoids of inner products, by hand', () => {
    // sigmoid(ln 3) = 3/4, sigmoid(0) = 1/2, sigmoid(-ln 3) = 1/4
    const f = sigmoidMean(Float64Array.of(1, 0, 0, -1), 2)
    const points = Float64Array.of(LN3, 0, 0, LN3, LN3, LN3)
    expect(f(weightedSet(points, { dim: 2 }))).toBeCloseTo((5 / 8 + 3 / 8 + 1 / 2) / 3, 15)
    expect(f(weightedSet(points, { dim: 2, weights: [5, 1, 2] }))).toBeCloseTo(
      (5 * (5 / 8) + 1 * (3 / 8) + 2 * (1 / 2)) / 8,
      15,
    )
  })

  it('knows neither the order of the points nor the scale of their weights', () => {
    const f = drawReferenceFunction(1, createRng(1))
    const value = f(weightedSet([[0.1], [0.7], [-0.3]], { weights: [1, 2, 3] }))
    expect(f(weightedSet([[-0.3], [0.1], [0.7]], { weights: [30, 10, 20] }))).toBeCloseTo(value, 15)
  })

  it('differs from seed to seed, and is the same for one', () => {
    const set = weightedSet([[0.9, -0.4]])
    const value = (seed: number) => drawReferenceFunction(2, createRng(seed))(set)
    expect(value(3)).toBe(value(3))
    expect(value(3)).not.toBe(value(4))
  })
})
