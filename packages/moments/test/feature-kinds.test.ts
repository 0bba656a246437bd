import {
  allRows,
  checkFeatureMap,
  createRng,
  type FeatureMap,
  featureCount,
  frameOfBox,
  hasFunction,
  OptionError,
  oneCell,
  weightedSet,
} from '@polylog/core'
import {
  BLOCK,
  boxOf,
  chebyshev,
  compileFeatures,
  featureSums,
  legendre,
  linear,
  momentResidual,
  product,
  reduceCells,
} from '@polylog/moments'
import { compileGradients } from '@polylog/moments/removals'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FEATURE_KINDS } from './feature-kinds.js'
import { plainFeatures } from './plain-features.js'

const DIM = 3

function normalSet(size: number, seed: number) {
  const rng = createRng(seed)
  return weightedSet(
    Float64Array.from({ length: size * DIM }, () => rng.normal()),
    { dim: DIM, weights: Float64Array.from({ length: size }, () => 0.5 + rng.uniform()) },
  )
}

describe.each(FEATURE_KINDS)('%s', (_name, map) => {
  it('are what their definition says, the constant first, as many as are counted', () => {
    const set = normalSet(BLOCK, 3)
    const box = boxOf(set)
    const frame = new Float64Array(2 * DIM)
    frameOfBox(box, DIM, frame)
    const { count, evaluate } = compileFeatures(map, DIM)
    const out = new Float64Array(count * BLOCK)
    evaluate(set.points, allRows(BLOCK), 0, BLOCK, frame, out)
    const plain = plainFeatures(map, box)
    expect(count).toBe(featureCount(map, DIM))
    for (let p = 0; p < BLOCK; p++) {
      const expected = plain(set.points.slice(p * DIM, (p + 1) * DIM))
      expect(expected).toHaveLength(count)
      expected.forEach((value, j) => {
        expect(out[j * BLOCK + p]).toBeCloseTo(value, 11)
      })
    }
  })

  it('have their sums kept by a reduction, on no more points than features', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(1000), (size, seed) => {
        const set = normalSet(size, seed)
        const reduction = reduceCells({ set, cells: oneCell(set), map, targets: Uint32Array.of(1) })
        const kept = weightedSet(
          Array.from(reduction.indices, row => Array.from(set.points.subarray(row * DIM, (row + 1) * DIM))),
          { weights: reduction.weights },
        )
        expect(kept.size).toBeLessThanOrEqual(featureCount(map, DIM))
        expect(momentResidual(set, kept, map)).toBeLessThanOrEqual(1e-12)
      }),
      { numRuns: 15 },
    )
  })

  it('have the derivatives that differences show, where there are any', () => {
    const set = normalSet(40, 5)
    const box = boxOf(set)
    const frame = new Float64Array(2 * DIM)
    frameOfBox(box, DIM, frame)
    if (hasFunction(map)) {
      expect(() => compileGradients(map, frame, [0, 1, 2])).toThrow(OptionError)
      return
    }
    const { count, evaluate } = compileGradients(map, frame, [0, 1, 2])
    const at = (point: readonly number[]) => {
      const out = new Float64Array(4 * count)
      evaluate(Float64Array.from(point), out)
      return out
    }
    const plain = plainFeatures(map, box)
    const step = 1e-6
    for (const point of [
      [0.3, -0.2, 0.55],
      [-0.8, 0.6, 0.1],
    ]) {
      const found = at(point)
      const place = Float64Array.from(point, (t, axis) => frame[axis] + t / frame[DIM + axis])
      plain(place).forEach((value, j) => {
        expect(found[j]).toBeCloseTo(value, 11)
      })
      for (let axis = 0; axis < DIM; axis++) {
        const [up, down] = [step, -step].map(by => at(point.map((t, i) => (i === axis ? t + by : t))))
        for (let j = 0; j < count; j++) {
          expect(found[(axis + 1) * count + j]).toBeCloseTo((up[j] - down[j]) / (2 * step), 6)
        }
      }
    }
  })
})

describe('a cell that is flat along an axis', () => {
  it('loses the features that are constant there, of blocks and products too', () => {
    const rng = createRng(2)
    const set = weightedSet(Array.from({ length: 60 }, () => [rng.normal(), 4, rng.normal()]))
    for (const map of [chebyshev([1, 2], 3), product(legendre([0], 2), linear([1, 2]))] as FeatureMap[]) {
      const { indices, weights } = reduceCells({ set, cells: oneCell(set), map, targets: Uint32Array.of(1) })
      const left = map.kind === 'product' ? 6 : 4
      expect(indices.length).toBeLessThanOrEqual(left)
      const kept = weightedSet(
        Array.from(indices, row => Array.from(set.points.subarray(row * DIM, (row + 1) * DIM))),
        { weights },
      )
      const box = boxOf(set)
      const [before, after] = [set, kept].map(one => featureSums(one, map, box))
      before.sums.forEach((sum, j) => {
        expect(Math.abs(sum - after.sums[j])).toBeLessThanOrEqual(1e-12 * (before.scales[j] || 1))
      })
    }
  })
})

describe('a map that cannot be had', () => {
  it.each<[string, () => unknown, string]>([
    ['an axis beyond the points', () => checkFeatureMap(chebyshev([0, 3], 2), 3), 'Axis 3'],
    ['axes out of order', () => chebyshev([1, 0], 2), 'Axis 0'],
    ['no axes', () => chebyshev([], 2), 'none'],
    [
      'a degree weight of 0',
      () => chebyshev(2, { degreeWeights: [1, 0] }),
      'degreeWeights has 0 for variable 1',
    ],
    [
      'too few degree weights',
      () => checkFeatureMap(chebyshev(2, { degreeWeights: [1] }), 3),
      'for 3 variables',
    ],
    ['an interaction of 0', () => chebyshev(2, { maxInteraction: 0 }), 'maxInteraction is 0'],
    [
      'a width of 0',
      () =>
        checkFeatureMap(
          { kind: 'kernel', kernel: 'gaussian', width: 0, landmarks: Float64Array.of(1), count: 1 },
          1,
        ),
      'width of the gaussian kernel is 0',
    ],
    [
      'a landmark that is not finite',
      () =>
        checkFeatureMap(
          { kind: 'kernel', kernel: 'laplace', width: 1, landmarks: Float64Array.of(1, NaN), count: 2 },
          1,
        ),
      'Row 1 of landmarks has NaN',
    ],
    ['an empty product', () => product(), 'product() was given no feature map'],
    ['millions of features', () => checkFeatureMap(chebyshev(20, { maxInteraction: 9 }), 30), 'are millions'],
  ])('is refused: %s', (_name, make, problem) => {
    expect(make).toThrow(problem)
  })
})
