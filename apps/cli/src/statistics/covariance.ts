import type { WeightedSet } from '@polylog/core'
import { type ColumnFrame, frameOf } from './column-frame.js'
import { columnRanges } from './column-summary.js'

/** Mass, means and centred second moments of a weighted set, each column within its frame. */
export interface Covariance {
  readonly mass: number
  /** What a unit of each column below is: `x = (value - middle) / half`. */
  readonly frames: readonly ColumnFrame[]
  readonly means: Float64Array
  /** `dim × dim`: `Σ c (x_i - mean_i)(x_j - mean_j)`. */
  readonly scatter: Float64Array
}

const BLOCK_ROWS = 2048

/** A covariance of rows that come in parts. */
export interface CovarianceAccumulator {
  add(part: WeightedSet): void
  result(): Covariance
}

/** Of a set that is whole. */
export function covarianceOf(set: WeightedSet): Covariance {
  const accumulator = createCovariance(columnRanges(set))
  accumulator.add(set)
  return accumulator.result()
}

/**
 * Columns are scaled to `[-1, 1]`, or to 0 if constant, since squares of any other might under- or overflow. Each
 * block is centred on its own means, and the blocks are merged exactly (Chan, Golub and LeVeque 1983), so that
 * nothing cancels, however far the columns lie from zero.
 *
 * @param ranges of all rows to come
 */
export function createCovariance(
  ranges: readonly { readonly lower: number; readonly upper: number }[],
): CovarianceAccumulator {
  const frames = ranges.map(frameOf)
  const dim = frames.length
  const middles = Float64Array.from(frames, ({ middle }) => middle)
  // A constant column is 0 by any unit.
  const halves = Float64Array.from(frames, ({ half }) => half || 1)
  const means = new Float64Array(dim)
  const scatter = new Float64Array(dim * dim)
  const blockScatter = new Float64Array(dim * dim)
  const blockMeans = new Float64Array(dim)
  const away = new Float64Array(dim)
  let mass = 0

  const addBlock = ({ points, weights }: WeightedSet, start: number, end: number) => {
    let blockMass = 0
    blockMeans.fill(0)
    for (let row = start; row < end; row++) {
      blockMass += weights[row]
      for (let i = 0; i < dim; i++) {
        blockMeans[i] += weights[row] * ((points[row * dim + i] - middles[i]) / halves[i])
      }
    }
    if (blockMass === 0) return
    for (let i = 0; i < dim; i++) blockMeans[i] /= blockMass
    blockScatter.fill(0)
    for (let row = start; row < end; row++) {
      for (let i = 0; i < dim; i++) {
        away[i] = (points[row * dim + i] - middles[i]) / halves[i] - blockMeans[i]
      }
      addOuter(blockScatter, away, weights[row])
    }
    const total = mass + blockMass
    for (let i = 0; i < dim; i++) away[i] = blockMeans[i] - means[i]
    addOuter(blockScatter, away, (mass * blockMass) / total)
    for (let i = 0; i < scatter.length; i++) scatter[i] += blockScatter[i]
    for (let i = 0; i < dim; i++) means[i] += (away[i] * blockMass) / total
    mass = total
  }

  return {
    add(part) {
      for (let start = 0; start < part.size; start += BLOCK_ROWS) {
        addBlock(part, start, Math.min(part.size, start + BLOCK_ROWS))
      }
    },
    result: () => ({ mass, frames, means, scatter }),
  }
}

/** `scatter += weight · vector · vectorᵀ`. */
function addOuter(scatter: Float64Array, vector: Float64Array, weight: number): void {
  const dim = vector.length
  for (let i = 0; i < dim; i++) {
    const scaled = weight * vector[i]
    for (let j = 0; j < dim; j++) scatter[i * dim + j] += scaled * vector[j]
  }
}
