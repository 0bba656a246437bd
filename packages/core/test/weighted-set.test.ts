import { checkWeightedSet, InputError, OptionError, type PointsInput, weightedSet } from '@polylog/core'
import { describe, expect, test } from 'vitest'

describe('weightedSet', () => {
  test('aliases a Float64Array, of points and of weights', () => {
    const points = Float64Array.of(1, 2, 3, 4)
    const weights = Float64Array.of(1, 2)
    const set = weightedSet(points, { dim: 2, weights })
    expect(set.points).toBe(points)
    expect(set.weights).toBe(weights)
    expect(set).toMatchObject({ size: 2, dim: 2 })
  })

  test.each([
    Float32Array,
    Int32Array,
    Uint32Array,
    Int16Array,
    Uint16Array,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
  ])('copies a %o, of points and of weights', Typed => {
    const points = Typed.of(1, 2, 3, 4)
    const weights = Typed.of(5, 6)
    const set = weightedSet(points, { dim: 2, weights })
    expect(set.points).toEqual(Float64Array.of(1, 2, 3, 4))
    expect(set.weights).toEqual(Float64Array.of(5, 6))
    points.fill(0)
    weights.fill(0)
    expect(set.points[0]).toBe(1)
    expect(set.weights[0]).toBe(5)
  })

  test('copies nested arrays, and takes their length for the dimension', () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ]
    const set = weightedSet(rows, { weights: [0.5, 0] })
    expect(set).toEqual({
      size: 2,
      dim: 3,
      points: Float64Array.of(1, 2, 3, 4, 5, 6),
      weights: Float64Array.of(0.5, 0),
    })
    rows[0][0] = 9
    expect(set.points[0]).toBe(1)
  })

  test('weighs every point 1 by default', () => {
    expect(weightedSet([[1], [2], [3]]).weights).toEqual(Float64Array.of(1, 1, 1))
  })

  test('takes a view into the middle of a buffer for what it shows', () => {
    const points = Float64Array.of(9, 9, 1, 2, 9).subarray(2, 4)
    expect(weightedSet(points, { dim: 1 }).size).toBe(2)
  })
})

const bad = (value: unknown) => value as PointsInput

describe('weightedSet refuses, and says where and what to do:', () => {
  test.each<[string, PointsInput, Parameters<typeof weightedSet>[1], RegExp]>([
    ['no points', [], {}, /holds no points\. Give at least one/],
    ['no numbers', new Float64Array(0), { dim: 3 }, /holds no points\. Give at least one/],
    [
      'NaN',
      [
        [1, 2],
        [3, Number.NaN],
      ],
      {},
      /Row 1, column 1 is NaN\. .*drop or fill/,
    ],
    ['infinity', Float64Array.of(1, 2, -Infinity, 4), { dim: 2 }, /Row 1, column 0 is -Infinity/],
    ['ragged rows', [[1, 2], [3]], {}, /Row 1 has 1 coordinates where 2 were expected\. .*same number/],
    [
      'rows of another length than dim',
      [[1, 2]],
      { dim: 3 },
      /Row 0 has 2 coordinates where 3 were expected/,
    ],
    ['rows without coordinates', [[], []], {}, /dim is 0\. Points need at least one coordinate/],
    ['a text', bad([[1, '2']]), {}, /Row 0, column 1 is "2"\. Coordinates must be numbers/],
    ['null', bad([[1, null]]), {}, /Row 0, column 1 is null/],
    ['a hole', bad([[1, undefined]]), {}, /Row 0, column 1 is undefined/],
    ['numbers where points should be', bad([1, 2, 3]), {}, /Row 0 is 1\. Give each point as an array/],
    ['an object', bad({ a: 1 }), {}, /The points are of type object/],
    ['nothing', bad(null), {}, /The points are null\. Give a typed array/],
    ['a part of a point', Float64Array.of(1, 2, 3), { dim: 2 }, /3 numbers, .*not a multiple of dim = 2/],
    ['too few weights', [[1], [2]], { weights: [1] }, /1 entries for 2 points\. Give one weight per point/],
    ['a negative weight', [[1], [2]], { weights: [1, -2] }, /weight of row 1 is -2\. .*not negative/],
    ['a weight that is NaN', [[1], [2]], { weights: [Number.NaN, 1] }, /weight of row 0 is NaN/],
    ['an infinite weight', [[1], [2]], { weights: [1, Infinity] }, /weight of row 1 is Infinity/],
    ['weights of zero only', [[1], [2]], { weights: [0, 0] }, /All weights are zero\. .*positive/],
    ['weights that overflow', [[1], [2]], { weights: [1.7e308, 1.7e308] }, /overflows\. Divide all/],
  ])('%s', (_, points, options, message) => {
    expect(() => weightedSet(points, options)).toThrow(InputError)
    expect(() => weightedSet(points, options)).toThrow(message)
  })

  test('a flat array without dim', () => {
    expect(() => weightedSet(Float32Array.of(1, 2))).toThrow(OptionError)
    expect(() => weightedSet(Float32Array.of(1, 2))).toThrow(
      /dim is missing for a flat array of 2 numbers\. .*\{ dim: 3 \}/,
    )
  })

  test.each([0, -1, 1.5, Number.NaN])('dim = %f', dim => {
    expect(() => weightedSet(Float64Array.of(1, 2), { dim })).toThrow(
      `dim is ${dim}. Give a positive integer`,
    )
  })
})

test('checkWeightedSet finds what a set assembled by hand lacks', () => {
  const set = { size: 2, dim: 1, points: Float64Array.of(1, 2), weights: Float64Array.of(1, 1) }
  expect(() => checkWeightedSet(set)).not.toThrow()
  expect(() => checkWeightedSet({ ...set, size: 3 })).toThrow(/2 numbers, not size × dim = 3 × 1/)
  expect(() => checkWeightedSet({ ...set, dim: 0 })).toThrow(/dim is 0/)
  expect(() => checkWeightedSet({ ...set, weights: Float64Array.of(1) })).toThrow(/1 entries for 2 points/)
})
