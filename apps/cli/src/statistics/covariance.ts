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

/**
 * Columns are scaled to `[-1, 1]`, or to 0 if constant, since squares of any other might under- or overflow. Each block is centred on its own means, and the blocks are merged exactly (Chan, Golub
 * and LeVeque 1983), so that nothing cancels, however far the columns lie from zero.
 */
export function covarianceOf(set: WeightedSet): Covariance {
  const { points, weights, size, dim } = set
  const frames = columnRanges(set).map(frameOf)
  const middles = Float64Array.from(frames, ({ middle }) => middle)
  // A constant column is 0 by any unit.
  const halves = Float64Array.from(frames, ({ half }) => half || 1)
  const means = new Float64Array(dim)
  const scatter = new Float64Array(dim * dim)
  const blockScatter = new Float64Array(dim * dim)
  const blockMeans = new Float64Array(dim)
  const away = new Float64Array(dim)
  let mass = 0
  for (let start = 0; start < size; start += BLOCK_ROWS) {
    const end = Math.min(size, start + BLOCK_ROWS)
    let blockMass = 0
    blockMeans.fill(0)
    for (let row = start; row < end; row++) {
      blockMass += weights[row]
      for (let i = 0; i < dim; i++) {
        blockMeans[i] += weights[row] * ((points[row * dim + i] - middles[i]) / halves[i])
      }
    }
    if (blockMass === 0) continue
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
  return { mass, frames, means, scatter }
}

/** `scatter += weight · vector · vectorᵀ`. */
function addOuter(scatter: Float64Array, vector: Float64Array, weight: number): void {
  const dim = vector.length
  for (let i = 0; i < dim; i++) {
    const scaled = weight * vector[i]
    for (let j = 0; j < dim; j++) scatter[i * dim + j] += scaled * vector[j]
  }
}
