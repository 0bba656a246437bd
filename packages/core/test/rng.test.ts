import { createRng, OptionError } from '@polylog/core'
import { describe, expect, test } from 'vitest'

const draw = (count: number, next: () => number) => Array.from({ length: count }, next)

const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length

const correlation = (a: readonly number[], b: readonly number[]) => {
  const [middleA, middleB] = [mean(a), mean(b)]
  const product = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    mean(x.map((value, i) => (value - mx) * (y[i] - my)))
  return (
    product(a, b, middleA, middleB) /
    Math.sqrt(product(a, a, middleA, middleA) * product(b, b, middleB, middleB))
  )
}

describe('createRng', () => {
  test('gives the same numbers for the same seed, for ever', () => {
    const rng = createRng(1)
    const again = createRng(1)
    expect(draw(50, rng.uniform)).toEqual(draw(50, again.uniform))
    expect(draw(50, rng.normal)).toEqual(draw(50, again.normal))
    expect(draw(50, () => rng.integer(10))).toEqual(draw(50, () => again.integer(10)))
    expect(createRng(42).uniform()).toBe(0.9833900096740615)
  })

  test('gives unlike numbers for neighbouring seeds', () => {
    const streams = [-1, 0, 1, 2].map(seed => draw(4000, createRng(seed).uniform))
    for (const [i, a] of streams.entries()) {
      for (const b of streams.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(0.05)
    }
  })

  test('gives streams of one seed that have nothing to do with each other for different purposes', () => {
    const streams = ['', 'rows', 'directions'].map(purpose => draw(4000, createRng(7, purpose).uniform))
    for (const [i, a] of streams.entries()) {
      for (const b of streams.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(0.05)
    }
    expect(draw(50, createRng(7, 'rows').uniform)).toEqual(streams[1].slice(0, 50))
  })

  test.each([0, -1, -(2 ** 31), 2 ** 32 - 1])('takes the seed %i', seed => {
    expect(createRng(seed).uniform()).toBeLessThan(1)
  })

  test.each([0.5, Number.NaN, Infinity, 2 ** 32, -(2 ** 31) - 1])('refuses the seed %f', seed => {
    expect(() => createRng(seed)).toThrow(OptionError)
    expect(() => createRng(seed)).toThrow(`seed is ${seed}. Give an integer between`)
  })
})

describe('what is drawn', () => {
  test('uniform: in [0, 1), mean 1/2, variance 1/12, and more than 32 bits', () => {
    const values = draw(20_000, createRng(3).uniform)
    expect(values.every(value => value >= 0 && value < 1)).toBe(true)
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.01)
    expect(Math.abs(mean(values.map(value => (value - 0.5) ** 2)) - 1 / 12)).toBeLessThan(0.002)
    expect(values.some(value => !Number.isInteger(value * 2 ** 33))).toBe(true)
  })

  test('integer: every number below the bound, as often as any other', () => {
    const rng = createRng(4)
    const counts = new Uint32Array(7)
    for (let i = 0; i < 14_000; i++) counts[rng.integer(7)]++
    expect(counts.reduce((total, count) => total + count)).toBe(14_000)
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
    expect(draw(5, () => rng.integer(1))).toEqual([0, 0, 0, 0, 0])
  })

  test('normal: mean 0, variance 1, fourth moment 3', () => {
    const values = draw(40_000, createRng(5).normal)
    expect(Math.abs(mean(values))).toBeLessThan(0.02)
    expect(Math.abs(mean(values.map(value => value ** 2)) - 1)).toBeLessThan(0.03)
    expect(Math.abs(mean(values.map(value => value ** 4)) - 3)).toBeLessThan(0.2)
  })
})

describe('a fork', () => {
  test('does not depend on what is drawn from its parent later', () => {
    const eager = createRng(6)
    const lazy = createRng(6)
    const early = draw(100, eager.fork().uniform)
    const child = lazy.fork()
    draw(1000, lazy.uniform)
    expect(draw(100, child.uniform)).toEqual(early)
  })

  test('is unlike its parent and its siblings', () => {
    const parent = createRng(7)
    const [first, second] = [parent.fork(), parent.fork()]
    const streams = [parent, first, second].map(rng => draw(4000, rng.uniform))
    expect(Math.abs(correlation(streams[0], streams[1]))).toBeLessThan(0.05)
    expect(Math.abs(correlation(streams[0], streams[2]))).toBeLessThan(0.05)
    expect(Math.abs(correlation(streams[1], streams[2]))).toBeLessThan(0.05)
  })
})
