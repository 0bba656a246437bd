import { createRng, type WeightedSet, weightedSet } from '@polylog/core'
import { deepSet, equivariantMap, moments, pullback } from '@polylog/deepset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shuffled } from './arbitraries.js'

/** Gradient descent of a two-neuron-per-object network: each object sees itself and the network's outputs. */
const inputs = [-1.5, -0.4, 0.3, 1.1]
const targets = [0.2, -0.7, 0.5, 0.9]
const neuron = (w: Float64Array, x: number) => w[0] * Math.tanh(w[1] * x)
const training = equivariantMap({
  g: w => inputs.map(x => neuron(w, x)),
  update(w, outputs, step) {
    const rate = 0.05 / (1 + step / 50)
    const moved = Array.from(w)
    inputs.forEach((x, i) => {
      const pull = 2 * rate * (outputs[i] - targets[i])
      const t = Math.tanh(w[1] * x)
      moved[0] -= pull * t
      moved[1] -= pull * w[0] * (1 - t * t) * x
    })
    return moved
  },
})
const network = deepSet({ g: w => [neuron(w, 0.7), neuron(w, -0.2)] })

const networks = fc
  .record({ seed: fc.nat(), width: fc.integer({ min: 1, max: 8 }), copies: fc.integer({ min: 1, max: 5 }) })
  .map(({ seed, width, copies }) => {
    const rng = createRng(seed)
    const points = Array.from({ length: width }, () => [rng.normal(), rng.normal()])
    const counts = points.map(() => 1 + rng.integer(copies))
    const mass = counts.reduce((total, count) => total + count, 0)
    const wide = weightedSet(
      points.flatMap((point, i) => Array.from({ length: counts[i] }, () => point)),
      { weights: new Float64Array(mass).fill(1 / mass) },
    )
    return { wide, narrow: weightedSet(points, { weights: counts.map(count => count / mass) }), counts }
  })

describe('an equivariant map', () => {
  it('moves every object by itself and the summary of all, and keeps the weights', () => {
    const towardsMean = equivariantMap({
      g: w => [1, w[0]],
      update: (w, [mass, total]) => [(w[0] + total / mass) / 2],
    })
    const moved = towardsMean.apply(weightedSet([[0], [4]], { weights: [3, 1] }))
    expect(moved).toEqual(weightedSet([[0.5], [2.5]], { weights: [3, 1] }))
  })

  it('commutes with permutations', () => {
    fc.assert(
      fc.property(networks, fc.nat(), ({ wide }, seed) => {
        const movedFirst = shuffled(training.run(wide, 20), seed)
        expectClose(training.run(shuffled(wide, seed), 20).points, movedFirst.points, 1e-12)
      }),
    )
  })

  it('carries equal objects merged into weights along the very trajectory of the full set', () => {
    fc.assert(
      fc.property(networks, ({ wide, narrow, counts }) => {
        let full: WeightedSet = wide
        let compressed: WeightedSet = narrow
        for (let step = 0; step < 200; step++) {
          full = training.apply(full, step)
          compressed = training.apply(compressed, step)
        }
        const expanded = counts.flatMap((count, i) =>
          Array.from({ length: count }, () =>
            Array.from(compressed.points.subarray(2 * i, 2 * i + 2)),
          ).flat(),
        )
        expectClose(full.points, expanded, 1e-11)
        expectClose(moments(full, 3).values, moments(compressed, 3).values, 1e-11)
      }),
      { numRuns: 50 },
    )
  })

  it('pulls a symmetric function back to a symmetric function of the initial objects', () => {
    fc.assert(
      fc.property(networks, fc.nat(), ({ wide, narrow }, seed) => {
        const outcome = pullback(network, training, 50)
        const expected = network.evaluate(training.run(wide, 50))
        expect(outcome.evaluate(wide)).toEqual(expected)
        expectClose(outcome.evaluate(shuffled(wide, seed)), expected, 1e-12)
        expectClose(outcome.evaluate(narrow), expected, 1e-12)
      }),
    )
  })

  it('may change the dimension, numbers its steps, and leaves its input alone', () => {
    const set = weightedSet([[1], [2]])
    const lift = equivariantMap({ g: () => [1], update: (w, p, step) => [w.fill(w[0] + 1)[0], p[0] + step] })
    expect(lift.apply(set, 5)).toEqual(weightedSet(Float64Array.of(2, 7, 3, 7), { dim: 2 }))
    expect(Array.from(set.points)).toEqual([1, 2])
    expect(lift.run(set, 0)).toBe(set)
    const clock = equivariantMap({ g: w => w, update: (w, _, step) => [w[0] + 10 ** step] })
    expect(Array.from(clock.run(set, 3).points)).toEqual([112, 113])
  })

  it('says what is wrong', () => {
    const set = weightedSet([[1], [2]])
    const blow = equivariantMap({ g: w => w, update: w => [1 / (w[0] - 2)] })
    expect(() => blow.apply(set)).toThrow(/Infinity at row 1, coordinate 0/)
    const ragged = equivariantMap({ g: w => w, update: w => new Float64Array(w[0]) })
    expect(() => ragged.apply(set)).toThrow(/2 coordinates at row 1, 1 before/)
    expect(() => blow.run(set, -1)).toThrow(/steps is -1/)
    expect(() => pullback(network, blow, 0.5)).toThrow(/steps is 0.5/)
  })
})

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length)
  for (let j = 0; j < expected.length; j++) {
    expect(Math.abs(found[j] - expected[j])).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected[j])),
    )
  }
}
