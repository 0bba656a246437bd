import type { WeightedSet } from '@polylog/core'

/** Mass, means and centred second moments of a weighted set. */
export interface Covariance {
  readonly mass: number
  readonly means: Float64Array
  /** `dim × dim`: `Σ c (x_i - mean_i)(x_j - mean_j)`. */
  readonly scatter: Float64Array
  /** Whether a column has two values at all: the scatter of a constant one may be rounding. */
  readonly varies: readonly boolean[]
}

const BLOCK_ROWS = 2048

/**
 * One pass over the rows: each block is centred on its own means, and the blocks are merged exactly (Chan, Golub
 * and LeVeque 1983), so that nothing cancels, however far the columns lie from zero.
 */
export function covarianceOf({ points, weights, size, dim }: WeightedSet): Covariance {
  const means = new Float64Array(dim)
  const scatter = new Float64Array(dim * dim)
  const blockScatter = new Float64Array(dim * dim)
  const blockMeans = new Float64Array(dim)
  const away = new Float64Array(dim)
  const varies = Array.from({ length: dim }, () => false)
  let mass = 0
  for (let start = 0; start < size; start += BLOCK_ROWS) {
    const end = Math.min(size, start + BLOCK_ROWS)
    let blockMass = 0
    blockMeans.fill(0)
    for (let row = start; row < end; row++) {
      blockMass += weights[row]
      for (let i = 0; i < dim; i++) {
        const value = points[row * dim + i]
        if (value !== points[i]) varies[i] = true
        blockMeans[i] += weights[row] * value
      }
    }
    if (blockMass === 0) continue
    for (let i = 0; i < dim; i++) blockMeans[i] /= blockMass
    blockScatter.fill(0)
    for (let row = start; row < end; row++) {
      for (let i = 0; i < dim; i++) away[i] = points[row * dim + i] - blockMeans[i]
      addOuter(blockScatter, away, weights[row])
    }
    const total = mass + blockMass
    for (let i = 0; i < dim; i++) away[i] = blockMeans[i] - means[i]
    addOuter(blockScatter, away, (mass * blockMass) / total)
    for (let i = 0; i < scatter.length; i++) scatter[i] += blockScatter[i]
    for (let i = 0; i < dim; i++) means[i] += (away[i] * blockMass) / total
    mass = total
  }
  return { mass, means, scatter, varies }
}

/** `scatter += weight · vector · vectorᵀ`. */
function addOuter(scatter: Float64Array, vector: Float64Array, weight: number): void {
  const dim = vector.length
  for (let i = 0; i < dim; i++) {
    const scaled = weight * vector[i]
    for (let j = 0; j < dim; j++) scatter[i * dim + j] += scaled * vector[j]
  }
}
