import {
  createRng,
  type FeatureMap,
  featureCount,
  OptionError,
  type ReduceRequest,
  type Reduction,
  type ReductionMethod,
  weightedSet,
} from '@polylog/core'
import {
  chebyshev,
  custom,
  directions,
  featureSums,
  legendre,
  monomials,
  reduceCells,
  sum,
} from '@polylog/moments'
import { reduceCellsByBaseline } from '@polylog/moments/baselines'
import { HARD_FAMILIES, hardSet } from '@polylog/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainBox } from './plain-features.js'
import { dealtCells, expectReduction, TOLERANCE } from './reduction-claims.js'

const METHODS = ['elimination', 'svd', 'nnls'] as const satisfies readonly ReductionMethod[]

/** By the method that is asked for, wherever it lives. */
const reduceBy = (request: ReduceRequest): Reduction =>
  request.method === 'svd' || request.method === 'nnls'
    ? reduceCellsByBaseline(request)
    : reduceCells(request)

/** Features up to which a method is tried, so that the baselines do not take all the time. */
const MOST_FEATURES = { elimination: Infinity, svd: 21, nnls: 56 } as const

const DIMS = [1, 2, 3, 4, 5]
const ORDERS = [0, 1, 2, 3, 4, 5, 6]

const targetsOf = (cells: { readonly count: number }, target: number) =>
  new Uint32Array(cells.count).fill(target)

const MAPS: Record<string, (dim: number) => FeatureMap> = {
  legendre: () => legendre(3),
  monomials: () => monomials(3),
  directions: dim =>
    directions([1, 2].map(seed => Array.from({ length: dim }, (_, axis) => Math.sin(seed + axis)))),
  custom: () => custom(point => [Math.tanh(point[0]), Math.abs(point[point.length - 1])], 2),
  'a sum': dim =>
    sum(
      chebyshev(2),
      directions([Array.from({ length: dim }, (_, axis) => axis + 1)]),
      custom(point => [Math.abs(point[0])], 1),
    ),
}

describe.each(METHODS)('%s', method => {
  describe.each(HARD_FAMILIES)('on the family: %s', family => {
    test.each(DIMS)('keeps its promises in dimension %i, at orders 0 to 6', dim => {
      for (const order of ORDERS) {
        const map = chebyshev(order)
        if (featureCount(map, dim) > MOST_FEATURES[method]) continue
        const size = Math.min(150, featureCount(map, dim) + 30)
        const hard = hardSet(family, createRng(10 * dim + order), { dim, size })
        const cells = dealtCells(hard.set, 1)
        const request = { set: hard.set, cells, map, targets: targetsOf(cells, 1), method }
        expectReduction(request, reduceBy(request), hard, `order ${order}`)
      }
    })

    test.each(Object.entries(MAPS))(
      'keeps the sums of %s, in cells and where more points may stay',
      (_, map) => {
        for (const dim of [1, 3]) {
          const hard = hardSet(family, createRng(dim), { dim, size: 90 })
          for (const [count, target] of [
            [3, 1],
            [1, 30],
          ]) {
            const cells = dealtCells(hard.set, count)
            const request = { set: hard.set, cells, map: map(dim), targets: targetsOf(cells, target), method }
            expectReduction(request, reduceBy(request), hard, `dim ${dim}, ${count} cells, target ${target}`)
          }
        }
      },
    )
  })

  test('keeps its promises on hard sets of any size, cells and targets', () => {
    fc.assert(
      fc.property(
        fc.record({
          family: fc.constantFrom(...HARD_FAMILIES),
          seed: fc.nat(),
          size: fc.integer({ min: 1, max: 80 }),
          dim: fc.integer({ min: 1, max: 4 }),
        }),
        fc.constantFrom(chebyshev, legendre),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 40 }),
        ({ family, seed, size, dim }, basis, order, count, target) => {
          const hard = hardSet(family, createRng(seed), { size, dim })
          const cells = dealtCells(hard.set, count)
          const request = {
            set: hard.set,
            cells,
            map: basis(order),
            targets: targetsOf(cells, target),
            method,
          }
          expectReduction(request, reduceBy(request), hard)
        },
      ),
      { numRuns: method === 'svd' ? 60 : 200 },
    )
  })

  test('keeps exactly the target where it is above the number of features and the data are generic', () => {
    for (const target of [11, 17, 50, 119]) {
      const { set } = hardSet('generic', createRng(target), { dim: 3, size: 120 })
      const cells = dealtCells(set, 1)
      const { indices } = reduceBy({
        set,
        cells,
        map: chebyshev(2),
        targets: targetsOf(cells, target),
        method,
      })
      expect(indices.length).toBe(target)
    }
  })

  test('gives each cell its own target', () => {
    const hard = hardSet('generic', createRng(5), { dim: 2, size: 120 })
    const cells = dealtCells(hard.set, 3)
    const request = { set: hard.set, cells, map: chebyshev(2), targets: Uint32Array.of(1, 20, 40), method }
    const result = reduceBy(request)
    expectReduction(request, result, hard)
    expect(Array.from(result.offsets)).toEqual([0, 6, 26, 66])
  })

  test('at order 0 keeps the medoid of each cell, with its mass', () => {
    for (const family of HARD_FAMILIES) {
      const { set } = hardSet(family, createRng(3), { dim: 3, size: 60 })
      const cells = dealtCells(set, 1)
      const { indices, weights } = reduceBy({
        set,
        cells,
        map: chebyshev(0),
        targets: Uint32Array.of(1),
        method,
      })
      expect(indices.length).toBe(1)
      const cost = (row: number) => {
        let total = 0
        for (let other = 0; other < set.size; other++) {
          for (let axis = 0; axis < 3; axis++) {
            total += set.weights[other] * (set.points[3 * row + axis] - set.points[3 * other + axis]) ** 2
          }
        }
        return total
      }
      const live = Array.from(set.weights.keys()).filter(row => set.weights[row] > 0)
      const least = Math.min(...live.map(cost))
      expect(cost(indices[0])).toBeLessThanOrEqual(least * (1 + 1e-9))
      expect(weights[0]).toBeCloseTo(
        set.weights.reduce((total, weight) => total + weight),
        9,
      )
    }
  })

  test('the same request gives the same bits, and is not written to', () => {
    for (const family of HARD_FAMILIES) {
      const { set } = hardSet(family, createRng(4), { dim: 2, size: 70 })
      const cells = dealtCells(set, 2)
      const request = { set, cells, map: chebyshev(3), targets: targetsOf(cells, 12), method }
      const before = structuredClone(request)
      const first = reduceBy(request)
      const copy = structuredClone(first)
      expect(reduceBy(request), family).toEqual(copy)
      expect(first, family).toEqual(copy)
      expect(request, family).toEqual(before)
    }
  })

  test('a cell without mass keeps nothing', () => {
    const set = weightedSet([[0], [1], [2], [3]], { weights: [1, 0, 1, 0] })
    const cells = dealtCells(set, 2)
    const { indices, offsets } = reduceBy({
      set,
      cells,
      map: chebyshev(1),
      targets: targetsOf(cells, 2),
      method,
    })
    expect(Array.from(indices)).toEqual([0, 2])
    expect(Array.from(offsets)).toEqual([0, 2, 2])
  })
})

test('elimination keeps 56 of 20,000 points by divide and conquer', () => {
  const hard = hardSet('generic', createRng(8), { dim: 3, size: 20_000 })
  const cells = dealtCells(hard.set, 1)
  const request = { set: hard.set, cells, map: chebyshev(5), targets: Uint32Array.of(56) }
  const result = reduceBy(request)
  expect(result.indices.length).toBe(56)
  expectReduction(request, result, hard)
})

test('elimination, null vectors and non-negative least squares agree in all moments', () => {
  for (const family of HARD_FAMILIES) {
    const { set } = hardSet(family, createRng(6), { dim: 2, size: 80 })
    const cells = dealtCells(set, 1)
    const map = chebyshev(4)
    const { sums, scales } = featureSums(set, map)
    for (const method of METHODS) {
      const { indices, weights } = reduceBy({ set, cells, map, targets: Uint32Array.of(15), method })
      const spread = new Float64Array(set.size)
      indices.forEach((row, i) => {
        spread[row] = weights[i]
      })
      const found = plainSumsOn(set, spread, map)
      for (let j = 0; j < sums.length; j++) {
        expect(Math.abs(found[j] - sums[j]), `${method}, ${family}`).toBeLessThanOrEqual(
          TOLERANCE * scales[j],
        )
      }
    }
  }

  function plainSumsOn(set: ReturnType<typeof weightedSet>, weights: Float64Array, map: FeatureMap) {
    const rows = Array.from(set.weights.keys()).filter(row => set.weights[row] > 0)
    return featureSums({ ...set, weights }, map, plainBox(set, rows)).sums
  }
})

test('weights that tie at 0 on a lattice do not make elimination pivot on rounding', () => {
  for (const size of [25, 49, 81, 125, 256]) {
    for (const dim of [2, 3, 4]) {
      const hard = hardSet('lattice', createRng(1), { dim, size })
      for (const count of [1, 2, 3]) {
        const cells = dealtCells(hard.set, count)
        for (const map of [legendre(3), legendre(4)]) {
          const request = { set: hard.set, cells, map, targets: targetsOf(cells, 1) }
          expectReduction(request, reduceBy(request), hard, `size ${size}, dim ${dim}, ${count} cells`)
        }
      }
    }
  }
})

test('of equal points elimination keeps one, also where a small pivot makes their rows look independent', () => {
  for (const [seed, size, dim, order] of [
    [402536442, 65, 4, 2],
    [101, 99, 4, 3],
    [1818, 50, 4, 3],
    [2364, 98, 4, 2],
  ]) {
    const hard = hardSet('duplicated', createRng(seed), { size, dim })
    const cells = dealtCells(hard.set, 1)
    const request = { set: hard.set, cells, map: chebyshev(order), targets: Uint32Array.of(0) }
    expectReduction(request, reduceBy(request), hard, `seed ${seed}`)
  }
})

test('null vectors and non-negative least squares end on a cell of very low rank', () => {
  // On these very points the singular value decomposition of ml-matrix 6.15 does not end: its issue 70.
  const rng = createRng(34232)
  for (const bound of [5, 7, 228]) rng.integer(bound)
  const hard = hardSet('collinear', rng, { dim: 5, size: 116 })
  const cells = dealtCells(hard.set, 2)
  for (const method of ['svd', 'nnls'] as const) {
    const request = { set: hard.set, cells, map: monomials(3), targets: targetsOf(cells, 1), method }
    expectReduction(request, reduceBy(request), hard, method)
  }
})

test('an unknown method is refused by name', () => {
  const set = weightedSet([[0], [1]])
  const cells = dealtCells(set, 1)
  const method = JSON.parse('"simplex"') as ReductionMethod
  const reduce = () => reduceBy({ set, cells, map: chebyshev(0), targets: Uint32Array.of(1), method })
  expect(reduce).toThrow(OptionError)
  expect(reduce).toThrow(/method is "simplex"/)
})
