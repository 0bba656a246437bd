import { InputError, OptionError, type WeightedSet, weightedSet } from '@polylog/core'
import { compose, deepSet, product, sum } from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shuffled, union, weightedSets } from './arbitraries.js'

const sets = weightedSets({ dim: 2 })
const mean = deepSet({ g: w => [1, w[0]], h: ([mass, total]) => [total / mass] })
const meanSquare = deepSet({ g: w => [1, w[0] ** 2], h: ([mass, total]) => [total / mass] })
const waves = deepSet({ g: w => [Math.sin(w[0]), Math.cos(w[1]), 1], h: s => [s[0] * s[1], Math.sqrt(s[2])] })
const tilted = deepSet({ g: w => [w[0] - w[1]], h: ([s]) => [Math.tanh(s), s] })

describe('a deep set', () => {
  it('is h of the weighted sum of g', () => {
    const set = weightedSet([[1], [4]], { weights: [2, 1] })
    expect(Array.from(mean.evaluate(set))).toEqual([2])
    expect(mean.summarise(set)).toEqual([Float64Array.of(3, 6)])
    expect(Array.from(deepSet({ g: w => [w[0], 1] }).evaluate(set))).toEqual([6, 3])
  })

  it('sums without losing small terms', () => {
    const set = weightedSet([[1], [1], [-1]], { weights: [1e16, 1, 1e16] })
    expect(deepSet({ g: w => w }).evaluate(set)[0]).toBe(1)
  })

  it('does not see the order of rows, nor how equal rows are grouped', () => {
    fc.assert(
      fc.property(sets, fc.nat(), (set, seed) => {
        const expected = waves.evaluate(set)
        const halves = { ...set, weights: set.weights.map(c => c / 2) }
        expectClose(waves.evaluate(shuffled(set, seed)), expected, set)
        expectClose(waves.evaluate(union(halves, halves)), expected, set)
      }),
    )
  })

  it('combines with others entrywise and by any outer function', () => {
    fc.assert(
      fc.property(sets, set => {
        const a = waves.evaluate(set)
        const b = tilted.evaluate(set)
        expect(sum(waves, tilted, waves).evaluate(set)).toEqual(a.map((value, j) => value + b[j] + value))
        expect(product(waves, tilted).evaluate(set)).toEqual(a.map((value, j) => value * b[j]))
        const nested = compose(([x], [y, z]) => [x - y, z], sum(waves, tilted), product(tilted, waves))
        expect(nested.evaluate(set)).toEqual(Float64Array.of(a[0] + b[0] - a[0] * b[0], a[1] * b[1]))
      }),
    )
  })

  it('gives the variance by composition', () => {
    const variance = compose(([m], [s]) => [s - m * m], mean, meanSquare)
    const set = weightedSet([[1], [3]], { weights: [1, 1] })
    expect(Array.from(variance.evaluate(set))).toEqual([1])
    expect(Array.from(variance.g(Float64Array.of(3)))).toEqual([1, 3, 1, 9])
  })

  it('reads every point once per part, and never those of weight zero', () => {
    const seen: number[] = []
    const spy = deepSet({ g: w => [seen.push(w[0])] })
    sum(spy, spy).evaluate(weightedSet([[1], [2], [3]], { weights: [1, 0, 1] }))
    expect(seen).toEqual([1, 1, 3, 3])
  })

  it('lends points so that a careless g cannot spoil the set, nor the next g', () => {
    const careless = deepSet({ g: w => w.fill(7) })
    const set = weightedSet([[1], [2]])
    expect(Array.from(sum(careless, deepSet({ g: w => w })).evaluate(set))).toEqual([14 + 3])
    expect(Array.from(set.points)).toEqual([1, 2])
  })

  it('says what is wrong', () => {
    const set = weightedSet([[1], [2]])
    expect(() => deepSet({ g: w => [1 / (w[0] - 2)] }).evaluate(set)).toThrow(/Infinity at row 1, entry 0/)
    expect(() => deepSet({ g: w => new Float64Array(w[0]) }).evaluate(set)).toThrow(
      /2 numbers at row 1, 1 before/,
    )
    expect(() => sum(mean, waves).evaluate(weightedSet([[1, 2]]))).toThrow(OptionError)
    expect(() => sum()).toThrow(/no deep sets/)
    const weightless = { ...set, weights: new Float64Array(2) }
    expect(() => mean.evaluate(weightless)).toThrow(InputError)
  })
})

function expectClose(found: Float64Array, expected: Float64Array, set: WeightedSet): void {
  const mass = set.weights.reduce((total, c) => total + c, 0)
  found.forEach((value, j) => {
    expect(Math.abs(value - expected[j])).toBeLessThanOrEqual(1e-14 * mass ** 2 + 1e-14)
  })
}
