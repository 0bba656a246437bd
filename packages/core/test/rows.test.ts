import { boundingBox, selectRows, weightedSet } from '@polylog/core'
import { describe, expect, test } from 'vitest'

const set = weightedSet([
  [1, 10],
  [2, -20],
  [3, 30],
  [-4, 0],
])

describe('selectRows', () => {
  test('copies points in the order asked for, and aliases the weights', () => {
    const weights = Float64Array.of(5, 6, 7)
    const selected = selectRows(set, Uint32Array.of(3, 0, 3), weights)
    expect(selected).toEqual({ size: 3, dim: 2, points: Float64Array.of(-4, 0, 1, 10, -4, 0), weights })
    expect(selected.weights).toBe(weights)
    selected.points.fill(0)
    expect(set.points[0]).toBe(1)
  })

  test('of none is empty', () => {
    expect(selectRows(set, new Uint32Array(0), new Float64Array(0))).toMatchObject({ size: 0, dim: 2 })
  })
})

describe('boundingBox', () => {
  test('holds the lower, then the upper bounds of the rows of the range only', () => {
    const box = new Float64Array(4)
    boundingBox(set.points, 2, Uint32Array.of(0, 1, 3, 2), 1, 3, box)
    expect(Array.from(box)).toEqual([-4, -20, 2, 0])
  })

  test('is written where it should be, and nowhere else', () => {
    const box = new Float64Array(8).fill(9)
    boundingBox(set.points, 2, Uint32Array.of(0, 1, 2, 3), 0, 4, box, 3)
    expect(Array.from(box)).toEqual([9, 9, 9, -4, -20, 3, 30, 9])
  })

  test('of one row has no extent', () => {
    const box = new Float64Array(4)
    boundingBox(set.points, 2, Uint32Array.of(2), 0, 1, box)
    expect(Array.from(box)).toEqual([3, 30, 3, 30])
  })
})
