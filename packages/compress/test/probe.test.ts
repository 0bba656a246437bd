import { compress } from '@polylog/compress'
import { createRng, type WeightedSet } from '@polylog/core'
import { hardSet } from '@polylog/testkit'
import { describe, expect, it, test } from 'vitest'
import { rejection } from './rejection.js'

const { set } = hardSet('zero weights', createRng(4), { size: 900, dim: 2 })

const functions = [
  (x: number, y: number) => Math.exp(x - y),
  (x: number, y: number) => Math.abs(x * y),
  (x: number) => Math.sign(x - 0.3),
]

const probe = ([x, y]: Float64Array) => functions.map(f => f(x, y))

const sums = ({ points, weights }: WeightedSet) =>
  functions.map(f =>
    weights.reduce((sum, weight, i) => sum + weight * f(points[2 * i], points[2 * i + 1]), 0),
  )

test('probeError is the largest error of a function, over the mass', async () => {
  const { set: kept, certificate } = await compress(set, { size: 60, order: 3, probe })
  const mass = set.weights.reduce((a, b) => a + b)
  const [before, after] = [sums(set), sums(kept)]
  const expected = Math.max(...before.map((value, j) => Math.abs(value - after[j]) / mass))
  expect(expected).toBeGreaterThan(1e-9)
  expect(certificate.probeError! / expected).toBeCloseTo(1, 6)
})

test('without a probe there is no probeError', async () => {
  const { certificate } = await compress(set, { size: 60, order: 3 })
  expect(certificate).not.toHaveProperty('probeError')
})

test('a probe may give any array of numbers, also the same one every time', async () => {
  const values = new Float32Array(1)
  const lent = await compress(set, {
    size: 60,
    order: 2,
    probe: point => {
      values[0] = point[0] ** 2
      point.fill(0)
      return values
    },
  })
  const fresh = await compress(set, { size: 60, order: 2, probe: ([x]) => [Math.fround(x ** 2)] })
  expect(lent.certificate.probeError).toBe(fresh.certificate.probeError)
})

describe('a probe that goes wrong is named with its point:', () => {
  let calls = 0
  it.each([
    ['NaN', () => [0, Number.NaN], "The probe's function 1 is NaN at the point ("],
    ['infinite', () => [-Infinity], "The probe's function 0 is -Infinity at the point ("],
    ['ragged', () => new Array(1 + (calls++ % 2)).fill(0), 'The probe returned 2 numbers at the point ('],
    ['empty', () => [], 'The probe returned 0 numbers at the point ('],
    ['a number', () => 3 as never, 'The probe returned 3 numbers at the point ('],
    ['nothing', () => undefined as never, 'The probe returned undefined numbers at the point ('],
  ])('%s', async (_, bad, problem) => {
    for (const order of ['auto', 2] as const) {
      calls = 0
      expect(await rejection(compress(set, { size: 50, order, probe: bad }))).toMatchObject({
        code: 'bad-input',
        problem: expect.stringContaining(problem),
      })
    }
  })

  it('also where nothing is left out, and where only its sums are not finite', async () => {
    const whole = compress(set, { size: set.size, probe: () => [Number.NaN] })
    expect(await rejection(whole)).toMatchObject({ code: 'bad-input' })
    for (const order of ['auto', 2] as const) {
      const large = compress(set, { size: 50, order, probe: () => [1, 1e306] })
      expect(await rejection(large)).toMatchObject({
        code: 'bad-input',
        problem: "The probe's function 1 has no finite sum over the points",
      })
    }
  })

  it('throws, and keeps its error as the cause', async () => {
    const cause = new Error('out of range')
    const error = await rejection(
      compress(set, {
        size: 50,
        probe: () => {
          throw cause
        },
      }),
    )
    expect(error).toMatchObject({ code: 'bad-input', cause })
  })
})
