import {
  createRng,
  InputError,
  type Kernel,
  kMeansStarts,
  type Rng,
  selectRows,
  type WeightedSet,
} from '@polylog/core'
import { cholesky, solveLower } from '../cholesky.js'
import { kernelMatrix } from './kernel-matrix.js'
import { sampleByWeight } from './sample-by-weight.js'

export const LANDMARK_CHOICES = ['k-means++', 'ridge-leverage'] as const

/** How landmarks are drawn: far from each other, or where the kernel's regression leans on single points. */
export type LandmarkChoice = (typeof LANDMARK_CHOICES)[number]

/** Rows among which landmarks are looked for, for each of them. */
const ROWS_PER_LANDMARK = 20

/**
 * So many different points of a set, `count × dim`; those of large sets come from a sample by weight.
 *
 * @throws InputError if the set has fewer different points; it says how many
 */
export function drawLandmarks(
  set: WeightedSet,
  count: number,
  choice: LandmarkChoice,
  kernel: Kernel,
  width: number,
  seed: number,
): Float64Array {
  const rng = createRng(seed, 'landmarks')
  let found = 0
  for (const pool of poolsOf(set, ROWS_PER_LANDMARK * count, rng)) {
    const landmarks =
      choice === 'k-means++'
        ? kMeansStarts(pool.points, pool.dim, pool.weights, count, rng)
        : byLeverage(pool, count, kernel, width, rng)
    found = landmarks.length / set.dim
    if (found === count) return landmarks
  }
  throw new InputError(
    `Only ${found} different points were found for ${count} landmarks`,
    `Ask for ${found} landmarks or fewer`,
  )
}

/** A sample of a large set, and the set, where the sample's points are too much alike. */
function poolsOf(set: WeightedSet, most: number, rng: Rng): readonly WeightedSet[] {
  return set.size <= most ? [set] : [sampleOf(set, most, rng), set]
}

/** Rows drawn by weight, each with the number of its draws for weight. */
function sampleOf(set: WeightedSet, most: number, rng: Rng): WeightedSet {
  const draws = new Map<number, number>()
  for (const row of sampleByWeight(set, most, rng)) draws.set(row, (draws.get(row) ?? 0) + 1)
  const rows = Uint32Array.from(draws.keys()).sort()
  return selectRows(
    set,
    rows,
    Float64Array.from(rows, row => draws.get(row)!),
  )
}

/**
 * In proportion to approximate ridge leverage scores, `k(x, x) + λ - k_S(x)ᵀ (K_S + λ)⁻¹ k_S(x)`, from a first set `S` of
 * landmarks (after Musco and Musco 2017, one level deep); without repetition.
 */
function byLeverage(pool: WeightedSet, count: number, kernel: Kernel, width: number, rng: Rng): Float64Array {
  const { dim, size, points, weights } = pool
  const first = kMeansStarts(points, dim, weights, Math.max(1, count >> 1), rng)
  const base = first.length / dim
  const ridge = 1 / count
  const gram = kernelMatrix(first, first, dim, kernel, width)
  for (let i = 0; i < base; i++) gram[i * base + i] += ridge
  cholesky(gram, base)
  const section = kernelMatrix(points, first, dim, kernel, width)
  const scores = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    const column = section.subarray(row * base, (row + 1) * base)
    solveLower(gram, base, column)
    let explained = 0
    for (let i = 0; i < base; i++) explained += column[i] * column[i]
    scores[row] = weights[row] * Math.max(0, 1 - explained + ridge)
  }
  const chosen = new Map<string, number>()
  while (chosen.size < count) {
    let share = rng.uniform() * scores.reduce((sum, score) => sum + score, 0)
    let row = -1
    for (let i = 0; i < size && share >= 0; i++) {
      if (scores[i] === 0) continue
      row = i
      share -= scores[i]
    }
    if (row < 0) break
    scores[row] = 0
    const name = points.subarray(row * dim, (row + 1) * dim).join()
    if (!chosen.has(name)) chosen.set(name, row)
  }
  return selectRows(pool, Uint32Array.from(chosen.values())).points
}
