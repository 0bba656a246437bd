import {
  type Assignment,
  type AssignRequest,
  type Cells,
  createRng,
  InputError,
  kMeansStarts,
  type MaybePromise,
  OptionError,
  type WeightedSet,
} from '@polylog/core'
import { assignNearest } from './assign-nearest.js'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'
import { gather } from './gather.js'
import { groupByLabel } from './group-by-label.js'
import { weightedSampler } from './weighted-sampler.js'

export interface KMeansCellsOptions {
  /** Most cells wanted. */
  readonly count: number
  /** Seeds the starts and the batches: the same seed and `assign` give the same cells. */
  readonly seed: number
  /** Rounds of improvement at most; 40 by default. */
  readonly iterations?: number
  /** Rows drawn per round, `max(2048, 8 count)` by default; from `n` on, each round takes all rows once. */
  readonly batchSize?: number
  /** Nearest centres, on whatever device; `assignNearest` by default. */
  readonly assign?: (request: AssignRequest) => MaybePromise<Assignment>
}

/**
 * Weighted k-means cells, which make `Σ c |w - centre|²` small: starts by k-means++ (Arthur and Vassilvitskii
 * 2007) on a sample, then mini-batches (Sculley 2010), or plain rounds over all rows (Lloyd 1982) until they
 * settle where a batch holds them all; at last each row joins its nearest centre. Rows of weight zero move no
 * centre. Clusters without a row are dropped, and there are no more centres than distinct points, so there may
 * be fewer cells than `count`. Rows ascend within each cell. `O(count dim (n + iterations batchSize))`.
 *
 * @throws OptionError if `count`, `iterations`, `batchSize` or `seed` is not a whole number in range
 * @throws InputError if `assign` does not assign all points to centres
 */
export async function kMeansCells(set: WeightedSet, options: KMeansCellsOptions): Promise<Cells> {
  const { points, weights, dim, size } = set
  const { assign = assignNearest, iterations = 40 } = options
  checkCount(options.count)
  const count = Math.min(options.count, size)
  const { batchSize = Math.max(2048, 8 * count) } = options
  checkWhole('iterations', iterations, 0)
  checkWhole('batchSize', batchSize, 1)
  const rng = createRng(options.seed)
  const sampler = weightedSampler(weights)
  const batchOf = (rows: number) => {
    if (rows >= size) return { points, weights }
    const sample = sampler(rows, rng)
    return { points: gather(points, dim, sample.rows, 0, rows), weights: sample.weights }
  }

  const pool = batchOf(Math.max(2048, 10 * count))
  const centres = kMeansStarts(pool.points, dim, pool.weights, count, rng)
  const nearestCentres = async (of: Float64Array) => {
    const { nearest } = await assign({ points: of, dim, centres: centres.slice() })
    checkNearest(nearest, of.length / dim, centres.length / dim)
    return nearest
  }

  const masses = new Float64Array(centres.length / dim)
  let before = new Uint32Array(0)
  for (let round = 0; round < iterations; round++) {
    const batch = batchOf(batchSize)
    const nearest = await nearestCentres(batch.points)
    if (batch.points === points) {
      if (before.length > 0 && nearest.every((centre, row) => centre === before[row])) break
      before = nearest.slice()
      masses.fill(0)
    }
    absorb(centres, masses, dim, batch.points, batch.weights, nearest)
  }
  const { offsets, permutation } = groupByLabel(await nearestCentres(points), masses.length)
  return cellsFrom(set, offsets, permutation)
}

/** Moves each centre, the mean of what it has absorbed so far, to the mean of that and its new points. */
function absorb(
  centres: Float64Array,
  masses: Float64Array,
  dim: number,
  points: Float64Array,
  weights: Float64Array,
  nearest: Uint32Array,
): void {
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue
    const centre = nearest[i]
    masses[centre] += weights[i]
    const share = weights[i] / masses[centre]
    const at = centre * dim
    for (let axis = 0; axis < dim; axis++) {
      centres[at + axis] += share * (points[i * dim + axis] - centres[at + axis])
    }
  }
}

function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new OptionError(`${name} is ${value}`, `Give a whole number, at least ${least}`)
  }
}

function checkNearest(nearest: Uint32Array, size: number, count: number): void {
  if (nearest.length !== size) {
    throw new InputError(
      `assign returned ${nearest.length} numbers for ${size} points`,
      'Return one per point',
    )
  }
  for (let i = 0; i < size; i++) {
    if (nearest[i] >= count) {
      throw new InputError(
        `assign sent point ${i} to centre ${nearest[i]} of ${count}`,
        `Number centres from 0`,
      )
    }
  }
}
