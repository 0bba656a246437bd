import { type FeatureMap, featureCount } from '@polylog/core'
import type { CellMembers } from '../cell-members.js'
import { evaluatorCache } from '../cell-reducer.js'
import { BLOCK } from '../compile-features.js'
import { factorise, type PointMatrix, tableauFromMultipliers } from '../elimination/factorisation.js'
import { productScratchLength, subtractProduct } from '../elimination/matrix-product.js'
import { RANK_TOLERANCE } from '../rank-tolerance.js'
import type { RunningBalance } from './balance.js'
import { createStepChooser } from './choose-step.js'

/** Takes single points out of clusters; owns scratch for clusters of up to `maxRows` rows. */
export interface ClusterThinner {
  /**
   * Takes `loss` points out of a cluster, or as many as the rank of its features leaves, and moves their weights to the
   * others: all features' sums stay as they are, and the balance is brought up to date.
   *
   * @param weights by row of the set; changed in place for the members, 0 for those taken out
   * @returns how many points were taken out
   */
  thin(weights: Float64Array, members: CellMembers, loss: number): number
  /** Largest `|Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|` over the clusters so far. */
  residual(): number
}

/**
 * One factorisation gives a null vector for each point outside a basis (see `elimination/walk.ts`); each can be
 * followed two ways, until a weight vanishes. Of all these steps the one is taken that leaves the balance best: a
 * greedy balancing of vectors, whose sum then stays as short as a few of them, instead of growing like a random walk.
 */
export function createClusterThinner(
  points: Float64Array,
  dim: number,
  map: FeatureMap,
  maxRows: number,
  balance: RunningBalance,
): ClusterThinner {
  const evaluatorFor = evaluatorCache(map, dim)
  const stride = featureCount(map, dim)
  const width = balance.count
  const { defect } = balance
  const block = new Float64Array(stride * BLOCK)
  const features = new Float64Array(maxRows * stride)
  const tableau = new Float64Array(maxRows * stride)
  const order = new Uint32Array(maxRows)
  const pivotColumns = new Uint32Array(stride)
  const tolerances = new Float64Array(stride)
  const scratch = new Float64Array(productScratchLength(stride, Math.max(stride, width)))
  const masses = new Float64Array(maxRows)
  const ordered = new Uint32Array(maxRows)
  const changes = new Float64Array(maxRows * width)
  const moved = new Float64Array(stride)
  const scales = new Float64Array(stride)
  const chooser = createStepChooser({ tableau, stride, masses, changes, width, defect })
  let residual = 0

  return {
    thin(weights, { rows, frame, axes }, loss) {
      const { count, evaluate } = evaluatorFor(axes)
      const size = rows.length
      for (let start = 0; start < size; start += BLOCK) {
        const end = Math.min(size, start + BLOCK)
        evaluate(points, rows, start, end, frame, block)
        for (let p = start; p < end; p++) {
          for (let j = 0; j < count; j++) features[p * stride + j] = block[j * BLOCK + p - start]
        }
      }
      tableau.set(features.subarray(0, size * stride))
      setTolerances(size, count)
      for (let i = 0; i < size; i++) order[i] = i
      const matrix: PointMatrix = { data: tableau, rows: size, columns: count, stride }
      const rank = factorise(matrix, tolerances, order, pivotColumns, scratch)
      tableauFromMultipliers(matrix, rank, scratch)
      for (let i = 0; i < size; i++) ordered[i] = rows[order[i]]
      for (let i = 0; i < size; i++) masses[i] = weights[ordered[i]]
      fillChanges(rank, size)

      const taken = Math.min(loss, size - rank)
      for (let i = 1; i <= taken; i++) {
        chooser.choose(rank, size - i + 1)
        take(rank)
        if (i < taken && chooser.leaving() >= 0) pivot(rank, size - i + 1)
        dropCandidate(rank, chooser.candidate(), size - i)
      }
      measure(weights, rows, count)
      for (let i = 0; i < size; i++) weights[rows[order[i]]] = masses[i]
      return taken
    },
    residual: () => residual,
  }

  function setTolerances(size: number, count: number): void {
    tolerances.fill(0)
    for (let i = 0; i < size; i++) {
      for (let j = 0, at = i * stride; j < count; j++, at++) {
        const value = Math.abs(features[at])
        if (value > tolerances[j]) tolerances[j] = value
      }
    }
    for (let j = 0; j < count; j++) tolerances[j] *= RANK_TOLERANCE
  }

  /** By how much each candidate's null vector changes the balanced sums: `Ψ2 - T Ψ1`, in the rows of `Ψ2`. */
  function fillChanges(rank: number, size: number): void {
    balance.evaluate(ordered, size, changes)
    const first = rank * width
    subtractProduct(
      changes,
      first,
      width,
      tableau,
      rank * stride,
      stride,
      changes,
      0,
      width,
      size - rank,
      width,
      rank,
      scratch,
    )
  }

  /** Moves the weights along the chosen null vector; a candidate whose weight stays takes the place of who leaves. */
  function take(rank: number): void {
    const candidate = chooser.candidate()
    const length = chooser.length()
    const leaving = chooser.leaving()
    const at = candidate * stride
    for (let j = 0, g = candidate * width; j < width; j++, g++) defect[j] += length * changes[g]
    for (let b = 0; b < rank; b++) {
      const mass = masses[b] - length * tableau[at + b]
      masses[b] = mass > 0 ? mass : 0
    }
    if (leaving >= 0) {
      masses[leaving] = masses[candidate] + length
      swapNames(leaving, candidate)
    }
    masses[candidate] = 0
  }

  /** The other candidates' null vectors, with the chosen one in the basis. */
  function pivot(rank: number, end: number): void {
    const candidate = chooser.candidate()
    const leaving = chooser.leaving()
    const source = candidate * stride
    const scale = 1 / tableau[source + leaving]
    for (let i = rank; i < end; i++) {
      const at = i * stride
      const factor = tableau[at + leaving] * scale
      if (i === candidate || factor === 0) continue
      for (let b = 0; b < rank; b++) tableau[at + b] -= factor * tableau[source + b]
      tableau[at + leaving] = factor
      const to = i * width
      const from = candidate * width
      for (let j = 0; j < width; j++) changes[to + j] -= factor * changes[from + j]
    }
  }

  /** The last candidate fills the place of the one that was used. */
  function dropCandidate(rank: number, candidate: number, last: number): void {
    if (candidate === last) return
    tableau.copyWithin(candidate * stride, last * stride, last * stride + rank)
    changes.copyWithin(candidate * width, last * width, (last + 1) * width)
    swapNames(candidate, last)
    masses[candidate] = masses[last]
    masses[last] = 0
  }

  function swapNames(i: number, j: number): void {
    const name = order[i]
    order[i] = order[j]
    order[j] = name
  }

  function measure(weights: Float64Array, rows: Uint32Array, count: number): void {
    moved.fill(0)
    scales.fill(0)
    for (let i = 0; i < rows.length; i++) {
      const before = weights[rows[order[i]]]
      const change = masses[i] - before
      const at = order[i] * stride
      for (let j = 0; j < count; j++) {
        moved[j] += change * features[at + j]
        scales[j] += before * Math.abs(features[at + j])
      }
    }
    for (let j = 0; j < count; j++) {
      if (moved[j] !== 0) residual = Math.max(residual, Math.abs(moved[j]) / scales[j])
    }
  }
}
