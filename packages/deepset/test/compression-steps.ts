import { createRng, polynomialCount, type Rng } from '@polylog/core'
import { type DeepSet, deepSet } from '@polylog/deepset'
import fc from 'fast-check'
import { asSet, spareOne } from './null-vector.js'

/** Of `f` against `x`, both by logarithms, from `x` to `2x`. */
export function slope(f: (x: number) => number, x: number): number {
  return Math.log(f(2 * x) / f(x)) / Math.log(2)
}

/** Cells of `N(m, k) + 1` random points, the least that can spare one. */
export function cells() {
  return fc
    .record({ seed: fc.nat(), dim: fc.integer({ min: 1, max: 3 }), order: fc.integer({ min: 0, max: 3 }) })
    .map(({ seed, dim, order }) => {
      const rng = createRng(seed)
      const points = randomPoints(polynomialCount(dim, order) + 1, dim, rng)
      return { dim, order, points, weights: points.map(() => 0.1 + rng.uniform()), rng }
    })
}

export function randomPoints(size: number, dim: number, rng: Rng): number[][] {
  return Array.from({ length: size }, () => Array.from({ length: dim }, () => rng.uniform()))
}

/** cos(<a, w> + b) with |a| = 1. */
export function planeWave(dim: number, rng: Rng) {
  const direction = Array.from({ length: dim }, () => rng.normal())
  const length = Math.hypot(...direction)
  const phase = 6 * rng.uniform()
  return deepSet({
    g: w => [Math.cos(direction.reduce((total, a, i) => total + (a / length) * w[i], phase))],
  })
}

export function difference(
  f: DeepSet,
  points: readonly (readonly number[])[],
  before: readonly number[],
  after: readonly number[],
): number {
  return f.evaluate(asSet(points, before))[0] - f.evaluate(asSet(points, after))[0]
}

export function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, axis) => x - b[axis]))
}

export function diameterOf(points: readonly (readonly number[])[]): number {
  return Math.max(...points.flatMap(a => points.map(b => distance(a, b))))
}

export function nearest(points: readonly (readonly number[])[], centre: readonly number[]) {
  return points
    .map((point, i) => ({ i, distance: distance(point, centre) }))
    .sort((a, b) => a.distance - b.distance)
}

/** Root mean square over seeds of the mean error, neighbours on a line reduced from `2N` to `N` in cells. */
export function meanErrorOfCells(size: number, order: number, sides: 'one' | 'random'): number {
  const kept = order + 1
  const seeds = 100
  let squares = 0
  for (let seed = 0; seed < seeds; seed++) {
    const rng = createRng(seed)
    const points = randomPoints(size, 1, rng).sort((a, b) => a[0] - b[0])
    const weights = points.map(() => 1)
    for (let start = 0; start + 2 * kept <= size; start += 2 * kept) {
      let rows = Array.from({ length: 2 * kept }, (_, i) => start + i)
      while (rows.length > kept) {
        const crowd = rows.slice(0, kept + 1)
        const after = spareOne(
          crowd.map(i => points[i]),
          crowd.map(i => weights[i]),
          order,
          sides === 'random' && rng.uniform() < 0.5 ? -1 : 1,
        )
        crowd.forEach((row, i) => {
          weights[row] = after.weights[i]
        })
        rows = rows.filter(row => weights[row] > 0)
      }
    }
    const ones = points.map(() => 1)
    squares += (difference(planeWave(1, rng), points, ones, weights) / size) ** 2
  }
  return Math.sqrt(squares / seeds)
}

/** As in the proof: the tightest N + 1 near neighbours, one of them spared, until `size` are left. */
export function compressGreedily(
  points: readonly (readonly number[])[],
  order: number,
  size: number,
): number[] {
  const crowd = polynomialCount(points[0].length, order) + 1
  const weights = points.map(() => 1)
  let alive = points.map((_, i) => i)
  while (alive.length > size) {
    const left = alive
    const crowds = left.map(i =>
      nearest(
        left.map(j => points[j]),
        points[i],
      ).slice(0, crowd),
    )
    crowds.sort((a, b) => a[crowd - 1].distance - b[crowd - 1].distance)
    const rows = crowds[0].map(neighbour => left[neighbour.i])
    const after = spareOne(
      rows.map(i => points[i]),
      rows.map(i => weights[i]),
      order,
    )
    rows.forEach((row, i) => {
      weights[row] = after.weights[i]
    })
    alive = alive.filter(i => weights[i] > 0)
  }
  return weights
}
