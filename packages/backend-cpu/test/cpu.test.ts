import { cpu } from '@polylog/backend-cpu'
import { createRng, type FeatureMap, OPERATIONS, weightedSet } from '@polylog/core'
import { describe, expect, test } from 'vitest'

test('implements every operation of the contract', () => {
  const backend = cpu()
  for (const operation of OPERATIONS) expect(backend[operation]).toBeTypeOf('function')
})

test('says that it runs in double precision on one thread', () => {
  expect(cpu()).toMatchObject({ name: 'cpu', device: '1 thread', precision: 'f64' })
})

test('a long thinning gives way, and hears an abort', async () => {
  const rng = createRng(1)
  const set = weightedSet(
    Float64Array.from({ length: 12_000 }, () => rng.uniform()),
    { dim: 3 },
  )
  const controller = new AbortController()
  const map: FeatureMap = { kind: 'polynomial', basis: 'chebyshev', order: 5 }
  const thinning = cpu().thin!({ set, map, size: 400, signal: controller.signal })
  setTimeout(() => controller.abort('enough'), 0)
  await expect(thinning).rejects.toBe('enough')
})

// The conformance suite compares features and moments with this very backend; these values are worked out by hand.
describe('three points of one cell, at -1, 0 and 1 of its frame, with weights 1, 2 and 3:', () => {
  const set = weightedSet([[3], [5], [7]], { weights: [1, 2, 3] })
  const map: FeatureMap = { kind: 'polynomial', basis: 'chebyshev', order: 2 }
  const request = async () => {
    const cells = await cpu().cover!({ set, covering: { kind: 'kd' }, count: 1, seed: 1 })
    return { set, cells, map, frames: Float64Array.of(3, 7) }
  }

  test('features are 1, t and 2t² - 1', async () => {
    const { count, values } = await cpu().features!(await request())
    expect(count).toBe(3)
    expect(Array.from(values)).toEqual([1, -1, 1, 1, 0, -1, 1, 1, 1])
  })

  test('moments are their weighted sums', async () => {
    expect(Array.from(await cpu().moments!(await request()))).toEqual([6, 2, 2])
  })
})

test('assigns each point to the nearest centre', async () => {
  const { nearest, squaredDistances } = await cpu().assign!({
    points: Float64Array.of(0, 0, 4, 3, 9, 9),
    dim: 2,
    centres: Float64Array.of(0, 0, 8, 8),
  })
  expect(Array.from(nearest)).toEqual([0, 0, 1])
  expect(Array.from(squaredDistances)).toEqual([0, 25, 2])
})

test('keeps two points of a line, with the mass and the mean', async () => {
  const set = weightedSet([[0], [1], [2], [3], [10]])
  const cells = await cpu().cover!({ set, covering: { kind: 'kd' }, count: 1, seed: 1 })
  const map: FeatureMap = { kind: 'polynomial', basis: 'chebyshev', order: 1 }
  const { indices, weights } = await cpu().reduce!({ set, cells, map, targets: Uint32Array.of(2) })
  const mean = indices.reduce((total, row, i) => total + weights[i] * set.points[row], 0) / 5
  expect(indices.length).toBe(2)
  expect(weights[0] + weights[1]).toBeCloseTo(5, 14)
  expect(mean).toBeCloseTo(3.2, 14)
})
