import { featureCount, type FeatureMap } from '@polylog/core'
import type { CellMembers } from '../cell-members.js'
import { evaluatorCache } from '../cell-reducer.js'
import { BLOCK } from '../compile-features.js'
import { factorise, type PointMatrix, tableauFromMultipliers } from '../elimination/factorisation.js'
import { productScratchLength } from '../elimination/matrix-product.js'
import type { Balance } from './balance.js'

/** As for ranks, see `createEliminator`. */
const RANK_TOLERANCE = 2 ** -43
const ROUNDING = 2 ** -43
export const PARAM = { mu: 0, pivot: 0 }

/** Takes single points out of clusters; owns scratch for up to `maxRows` rows. */
export interface ClusterThinner {
  /**
   * Takes up to `loss` points out of a cluster, fewer where its features' rank leaves no more, and moves their
   * weights to the others, all features' sums unchanged.
   *
   * @param weights by row of the set; changed in place for the members, 0 for those taken out
   * @returns how many points were taken out
   */
  thin(points: Float64Array, weights: Float64Array, members: CellMembers, loss: number): number
}

export function createClusterThinner(
  map: FeatureMap,
  dim: number,
  maxRows: number,
  balance: Balance,
): ClusterThinner {
  const evaluatorFor = evaluatorCache(map, dim)
  const stride = featureCount(map, dim)
  const width = balance.count
  const { defect } = balance
  const block = new Float64Array(stride * BLOCK)
  const data = new Float64Array(maxRows * stride)
  const order = new Uint32Array(maxRows)
  const pivotColumns = new Uint32Array(stride)
  const tolerances = new Float64Array(stride)
  const scratch = new Float64Array(productScratchLength(stride, stride))
  const masses = new Float64Array(maxRows)
  const features = new Float64Array(maxRows * width)
  const changes = new Float64Array(maxRows * width)
  const step = { candidate: -1, length: 0, leaving: -1 }

  return {
    thin(points, weights, { rows, frame, axes }, loss) {
      const { count, evaluate } = evaluatorFor(axes)
      const size = rows.length
      for (let start = 0; start < size; start += BLOCK) {
        const end = Math.min(size, start + BLOCK)
        evaluate(points, rows, start, end, frame, block)
        for (let p = start; p < end; p++) {
          const at = p * stride
          for (let j = 0; j < count; j++) data[at + j] = block[j * BLOCK + p - start]
        }
      }
      balance.evaluate(rows, size, features)
      for (let i = 0; i < size; i++) order[i] = i
      setTolerances(size, count)
      const matrix: PointMatrix = { data, rows: size, columns: count, stride }
      const rank = factorise(matrix, tolerances, order, pivotColumns, scratch)
      tableauFromMultipliers(matrix, rank, scratch)
      for (let i = 0; i < size; i++) masses[i] = weights[rows[order[i]]]
      fillChanges(rank, size)

      let candidates = size
      const wanted = Math.min(loss, size - rank)
      for (let taken = 0; taken < wanted; taken++) {
        chooseStep(rank, candidates)
        takeStep(rank)
        candidates--
        if (taken + 1 < wanted) {
          if (step.leaving >= 0) pivot(rank, candidates + 1)
        }
        dropCandidate(rank, step.candidate, candidates)
      }
      for (let i = 0; i < size; i++) weights[rows[order[i]]] = masses[i]
      return wanted
    },
  }

  function setTolerances(rows: number, columns: number): void {
    tolerances.fill(0)
    for (let i = 0; i < rows; i++) {
      for (let j = 0, at = i * stride; j < columns; j++, at++) {
        const value = Math.abs(data[at])
        if (value > tolerances[j]) tolerances[j] = value
      }
    }
    for (let j = 0; j < columns; j++) tolerances[j] *= RANK_TOLERANCE
  }

  /** By how much every candidate's null vector changes the balanced sums. */
  function fillChanges(rank: number, size: number): void {
    for (let i = rank; i < size; i++) {
      const to = i * width
      const own = order[i] * width
      for (let j = 0; j < width; j++) changes[to + j] = features[own + j]
      for (let b = 0; b < rank; b++) {
        const t = data[i * stride + b]
        if (t === 0) continue
        const from = order[b] * width
        for (let j = 0; j < width; j++) changes[to + j] -= t * features[from + j]
      }
    }
  }

  function chooseStep(rank: number, end: number): void {
    let least = Infinity
    let leastPivot = 0
    for (let i = rank; i < end; i++) {
      const at = i * stride
      let forward = Infinity
      let forwardAt = -1
      let backward = masses[i]
      let backwardAt = -1
      for (let b = 0; b < rank; b++) {
        const t = data[at + b]
        if (t > ROUNDING) {
          const length = masses[b] / t
          if (length < forward || (length === forward && t > data[at + forwardAt])) {
            forward = length
            forwardAt = b
          }
        } else if (t < -ROUNDING) {
          const length = -masses[b] / t
          if (length < backward) {
            backward = length
            backwardAt = b
          }
        }
      }
      let along = 0
      let square = 0
      for (let j = 0, g = i * width; j < width; j++, g++) {
        const change = changes[g]
        along += defect[j] * change
        square += change * change
      }
      const fp = forwardAt < 0 ? 0 : data[at + forwardAt]
      const bp = backwardAt < 0 ? 1 : -data[at + backwardAt]
      square *= 1 + PARAM.mu
      if (forwardAt >= 0) {
        const q = forward * (2 * along + forward * square)
        if ((q < least || (q === least && fp > leastPivot)) && fp > PARAM.pivot) {
          least = q
          leastPivot = fp
          step.candidate = i
          step.length = forward
          step.leaving = forwardAt
        }
      }
      const q = backward * (-2 * along + backward * square)
      if ((q < least || (q === least && bp > leastPivot)) && (bp > PARAM.pivot || least === Infinity)) {
        least = q
        leastPivot = bp
        step.candidate = i
        step.length = -backward
        step.leaving = backwardAt
      }
    }
  }

  function takeStep(rank: number): void {
    const { candidate, length, leaving } = step
    const at = candidate * stride
    const own = masses[candidate]
    for (let j = 0, g = candidate * width; j < width; j++, g++) defect[j] += length * changes[g]
    for (let b = 0; b < rank; b++) {
      const mass = masses[b] - length * data[at + b]
      masses[b] = mass > 0 ? mass : 0
    }
    masses[candidate] = 0
    if (leaving < 0) return
    masses[leaving] = own + length
    const out = order[leaving]
    order[leaving] = order[candidate]
    order[candidate] = out
  }

  function pivot(rank: number, end: number): void {
    const { candidate, leaving } = step
    const source = candidate * stride
    const inverse = 1 / data[source + leaving]
    for (let i = rank; i < end; i++) {
      if (i === candidate) continue
      const at = i * stride
      const factor = data[at + leaving] * inverse
      if (factor === 0) continue
      for (let b = 0; b < rank; b++) data[at + b] -= factor * data[source + b]
      data[at + leaving] = factor
      const g = i * width
      const own = candidate * width
      for (let j = 0; j < width; j++) changes[g + j] -= factor * changes[own + j]
    }
  }

  /** The last candidate takes the place of one that was used. */
  function dropCandidate(rank: number, candidate: number, last: number): void {
    if (candidate === last) return
    data.copyWithin(candidate * stride, last * stride, last * stride + rank)
    changes.copyWithin(candidate * width, last * width, (last + 1) * width)
    const name = order[candidate]
    order[candidate] = order[last]
    order[last] = name
    masses[candidate] = masses[last]
    masses[last] = 0
  }
}
