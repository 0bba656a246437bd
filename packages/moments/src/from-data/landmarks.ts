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

/** How landmarks are drawn: far from each other, or where the kernel's regression leans on single points. */
export type LandmarkChoice = 'k-means++' | 'ridge-leverage'

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
  const rng = createRng(seed)
  const most = ROWS_PER_LANDMARK * count
  const pool =
    set.size <= most ? set : selectRows(set, Uint32Array.from(new Set(sampleByWeight(set, most, rng))))
  const landmarks =
    choice === 'k-means++'
      ? kMeansStarts(pool.points, pool.dim, pool.weights, count, rng)
      : byLeverage(pool, count, kernel, width, rng)
  const found = landmarks.length / set.dim
  if (found < count) {
    throw new InputError(
      `Only ${found} different points were found for ${count} landmarks`,
      `Ask for ${found} features or fewer`,
    )
  }
  return landmarks
}

/**
 * In proportion to approximate ridge leverage scores, `k(x, x) - k_S(x)ᵀ (K_S + λ)⁻¹ k_S(x)`, from a first set `S` of
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
  let left = scores.reduce((sum, score) => sum + score, 0)
  while (chosen.size < count && left > 0) {
    let share = rng.uniform() * left
    let row = -1
    for (let i = 0; i < size && share >= 0; i++) {
      if (scores[i] === 0) continue
      row = i
      share -= scores[i]
    }
    if (row < 0) break
    left -= scores[row]
    scores[row] = 0
    const name = points.subarray(row * dim, (row + 1) * dim).join()
    if (!chosen.has(name)) chosen.set(name, row)
  }
  return selectRows(pool, Uint32Array.from(chosen.values())).points
}
