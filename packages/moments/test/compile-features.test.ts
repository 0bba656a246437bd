import { createRng, featureCount, frameOfBox, InputError } from '@polylog/core'
import {
  BLOCK,
  chebyshev,
  compileFeatures,
  custom,
  directions,
  legendre,
  monomials,
  sum,
} from '@polylog/moments'
import { describe, expect, test } from 'vitest'
import { plainFeatures } from './plain-features.js'

/** Evaluates rows `start … end - 1` of points on `[lower, upper]` in every axis; one array per point. */
function evaluate(
  map: Parameters<typeof compileFeatures>[0],
  points: Float64Array,
  dim: number,
  { start = 0, end = points.length / dim, at = 0, lower = -1, upper = 1 } = {},
): number[][] {
  const { count, evaluate: run } = compileFeatures(map, dim)
  const box = new Float64Array(2 * dim).fill(lower, 0, dim).fill(upper, dim)
  const frame = new Float64Array(2 * dim)
  frameOfBox(box, dim, frame)
  const rows = Uint32Array.from({ length: points.length / dim }, (_, row) => row)
  const out = new Float64Array(at + count * BLOCK)
  run(points, rows, start, end, frame, out, at)
  return Array.from({ length: end - start }, (_, p) =>
    Array.from({ length: count }, (_, j) => out[at + j * BLOCK + p]),
  )
}

const GRID = Float64Array.from({ length: BLOCK - 1 }, (_, i) => (2 * i) / (BLOCK - 2) - 1)

describe('in one variable', () => {
  test('chebyshev(k) is cos(k acos t)', () => {
    evaluate(chebyshev(12), GRID, 1).forEach((values, i) => {
      values.forEach((value, k) => {
        expect(value).toBeCloseTo(Math.cos(k * Math.acos(GRID[i])), 12)
      })
    })
  })

  // P_2 = (3t² - 1)/2, P_3 = (5t³ - 3t)/2, P_4 = (35t⁴ - 30t² + 3)/8, P_5 = (63t⁵ - 70t³ + 15t)/8
  test.each([
    [0, [1, 0, -0.5, 0, 0.375, 0]],
    [1, [1, 1, 1, 1, 1, 1]],
    [-1, [1, -1, 1, -1, 1, -1]],
    [0.5, [1, 0.5, -0.125, -0.4375, -0.2890625, 0.08984375]],
  ])('legendre at %f has its known values', (t, expected) => {
    const [values] = evaluate(legendre(5), Float64Array.of(t), 1)
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k], 15)
    })
  })

  test('monomials are powers', () => {
    evaluate(monomials(6), GRID, 1).forEach((values, i) => {
      values.forEach((value, k) => {
        expect(value).toBeCloseTo(GRID[i] ** k, 14)
      })
    })
  })
})

const rng = createRng(2)
const CLOUD = Float64Array.from({ length: 3 * BLOCK }, () => 2 + 6 * rng.uniform())
const BOX = Float64Array.of(2, 2, 2, 8, 8, 8)

const MAPS = {
  'chebyshev(0)': chebyshev(0),
  'chebyshev(1)': chebyshev(1),
  'chebyshev(5)': chebyshev(5),
  'legendre(4)': legendre(4),
  'monomials(3)': monomials(3),
  directions: directions([
    [1, 2, 3],
    [0, -1, 0.5],
  ]),
  custom: custom(([x, y]) => [x * y, Math.exp(-x), 7], 3),
  'a sum': sum(
    chebyshev(2),
    custom(([x]) => [x ** 3], 1),
    sum(directions([[1, 1, 1]]), legendre(3)),
    chebyshev(0),
  ),
}

describe.each(Object.entries(MAPS))('%s in three variables', (_, map) => {
  test('is its definition, in graded order, on the frame', () => {
    const plain = plainFeatures(map, BOX)
    const found = evaluate(map, CLOUD, 3, { lower: 2, upper: 8 })
    found.forEach((values, p) => {
      const expected = plain(CLOUD.slice(3 * p, 3 * p + 3))
      expect(values.length).toBe(featureCount(map, 3))
      expect(values.length).toBe(expected.length)
      values.forEach((value, j) => {
        expect(Math.abs(value - expected[j])).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(expected[j])))
      })
    })
  })

  test('is the same wherever a block starts, and wherever it is written', () => {
    const whole = evaluate(map, CLOUD, 3, { lower: 2, upper: 8 })
    expect(evaluate(map, CLOUD, 3, { start: 5, end: 12, at: 100, lower: 2, upper: 8 })).toEqual(
      whole.slice(5, 12),
    )
  })
})

test('an axis without extent is 0 on the frame', () => {
  const [values] = evaluate(chebyshev(2), Float64Array.of(3), 1, { lower: 3, upper: 3 })
  expect(values).toEqual([1, 0, -1])
})

test('axes that are left out have no features', () => {
  const { count } = compileFeatures(chebyshev(3), 5, [1, 4])
  expect(count).toBe(10)
  expect(compileFeatures(chebyshev(3), 5, []).count).toBe(1)
})

test('the frame of a box of the largest numbers is finite', () => {
  const frame = new Float64Array(2)
  frameOfBox(Float64Array.of(-1.5e308, 1.5e308), 1, frame)
  expect(Array.from(frame)).toEqual([0, 1 / 1.5e308])
})

describe('a custom function', () => {
  const at = (evaluateAt: (point: Float64Array) => ArrayLike<number>) => () =>
    evaluate(custom(evaluateAt, 2), Float64Array.of(1, 2, 3, 4), 2)

  test('that returns too few numbers is refused, with the point', () => {
    expect(at(() => [1])).toThrow(InputError)
    expect(at(([x]) => (x === 3 ? [1] : [1, 2]))).toThrow(/the point \(3, 4\) are 1 numbers, not 2/)
  })

  test('that returns nothing is refused, with the point', () => {
    expect(at(() => undefined as unknown as number[])).toThrow(/the point \(1, 2\) are undefined/)
  })

  test.each([Number.NaN, Infinity])('that returns %f is refused, with the point and the feature', value => {
    expect(at(([x]) => [0, x === 3 ? value : 0])).toThrow(
      new RegExp(`Custom feature 1 of the point \\(3, 4\\) is ${value}`),
    )
  })
})
