import { boundingBox, type FeatureMap, fewestNodes, largestRelativeDifference, takeRows } from '@polylog/core'
import { createMomentAccumulator, type MomentAccumulator } from '../accumulator.js'
import type { CellMembers } from '../cell-members.js'
import { evaluatorCache } from '../cell-reducer.js'
import type { FeatureEvaluator } from '../compile-features.js'
import { createEliminationReducer } from '../elimination/elimination-reducer.js'
import { addRows } from '../feature-table.js'
import { eliminateNodes } from './eliminate-nodes.js'
import { compileGradients } from './feature-gradients.js'
import { createMomentMatching, type Nodes } from './moment-matching.js'
import { whiteningOf } from './whitening.js'

/** New points of one cell. */
export interface CellNodes {
  /** Row-major, inside the box of the cell. */
  readonly points: Float64Array
  readonly weights: Float64Array
  /** `max_j |Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|`. */
  readonly residual: number
  /** Whether they are rows of the cell, and more than there are unknowns for. */
  readonly isUnmoved: boolean
}

/** At the faces of the box, `sin` has no slope: nodes begin just inside, or they would never leave. */
const INSIDE = 1 - 1e-6

/** Nodes whose moments are off by more are given up for rows of the cell. */
const MOST_RESIDUAL = 1e-12

/** Frees cells of one set; holds scratch. */
export function createCellFreer(
  points: Float64Array,
  weights: Float64Array,
  dim: number,
  map: FeatureMap,
  largest: number,
): (members: CellMembers, target: number) => Generator<void, CellNodes> {
  const evaluatorFor = evaluatorCache(map, dim)
  const reducer = createEliminationReducer(map, dim, largest, evaluatorFor)
  const reweighted = weights.slice()
  const fewest = fewestNodes(map, dim)

  return function* freeCell(members, target) {
    const { rows, frame, axes } = members
    const all = { points: pointsOf(rows), weights: takeRows(weights, rows), residual: 0, isUnmoved: false }
    if (rows.length <= target) return all
    const evaluator = evaluatorFor(axes)
    const exact = sumsOf(evaluator, points, weights, rows, frame)
    if (fewest === 1) {
      const mean = measured(barycentreOf(rows), evaluator, exact, frame)
      if (mean.residual <= MOST_RESIDUAL) return mean
    }
    const keptResidual = reducer.reduce(points, reweighted, members, evaluator.count)
    const support = members.rows.filter(row => reweighted[row] > 0)
    const kept = {
      points: pointsOf(support),
      weights: takeRows(reweighted, support),
      residual: keptResidual,
      isUnmoved: support.length > Math.ceil(evaluator.count / (axes.length + 1)),
    }
    if (support.length <= target || axes.length === 0) return kept

    const mass = exact.sums[0]
    const scales = exact.scales.map(scale => scale / mass || 1)
    const matching = createMomentMatching(
      compileGradients(map, frame, axes),
      axes.length,
      exact.sums.map(sum => sum / mass),
      scales,
      whiteningOf(evaluator, points, weights, members, scales),
      support.length,
    )
    const { nodes } = yield* eliminateNodes(nodesAt(kept, mass, members), target, matching)
    const places = { points: placesOf(nodes, members), weights: nodes.masses.map(share => share * mass) }
    const found = measured(places, evaluator, exact, frame)
    return found.residual <= Math.max(MOST_RESIDUAL, keptResidual) ? found : kept
  }

  /** The one node that keeps sums of degree 1, as far as its cell has any. */
  function barycentreOf(rows: Uint32Array): Pick<CellNodes, 'points' | 'weights'> {
    const mean = new Float64Array(dim)
    let mass = 0
    for (const row of rows) {
      mass += weights[row]
      const share = weights[row] / mass
      for (let axis = 0; axis < dim; axis++) mean[axis] += (points[row * dim + axis] - mean[axis]) * share
    }
    return { points: mean, weights: Float64Array.of(mass) }
  }

  function pointsOf(rows: Uint32Array): Float64Array {
    const out = new Float64Array(rows.length * dim)
    rows.forEach((row, i) => {
      out.set(points.subarray(row * dim, (row + 1) * dim), i * dim)
    })
    return out
  }

  function nodesAt(kept: CellNodes, mass: number, { frame, axes }: CellMembers): Nodes {
    const count = kept.weights.length
    const angles = new Float64Array(count * axes.length)
    for (let i = 0; i < count; i++) {
      axes.forEach((axis, a) => {
        const t = (kept.points[i * dim + axis] - frame[axis]) * frame[dim + axis]
        angles[i * axes.length + a] = Math.asin(Math.max(-INSIDE, Math.min(INSIDE, t)))
      })
    }
    return { count, masses: kept.weights.map(weight => weight / mass), angles }
  }

  /** Along an axis without extent, all are where the cell's rows are; rounding leads nobody out of the box. */
  function placesOf({ count, angles }: Nodes, { rows, frame, axes }: CellMembers): Float64Array {
    const box = new Float64Array(2 * dim)
    boundingBox(points, dim, rows, 0, rows.length, box)
    const out = new Float64Array(count * dim)
    for (let i = 0; i < count; i++) {
      out.set(points.subarray(rows[0] * dim, (rows[0] + 1) * dim), i * dim)
      axes.forEach((axis, a) => {
        const x = frame[axis] + Math.sin(angles[i * axes.length + a]) / frame[dim + axis]
        out[i * dim + axis] = Math.max(box[axis], Math.min(box[dim + axis], x))
      })
    }
    return out
  }
}

function measured(
  nodes: Pick<CellNodes, 'points' | 'weights'>,
  evaluator: FeatureEvaluator,
  exact: MomentAccumulator,
  frame: Float64Array,
): CellNodes {
  const order = Uint32Array.from(nodes.weights, (_, i) => i)
  const { sums } = sumsOf(evaluator, nodes.points, nodes.weights, order, frame)
  const residual = largestRelativeDifference(exact.sums, sums, exact.scales)
  return { ...nodes, residual, isUnmoved: false }
}

function sumsOf(
  evaluator: FeatureEvaluator,
  points: Float64Array,
  weights: Float64Array,
  rows: Uint32Array,
  frame: Float64Array,
): MomentAccumulator {
  const sums = createMomentAccumulator(evaluator.count)
  addRows(points, weights, evaluator, rows, 0, rows.length, frame, sums)
  sums.settle()
  return sums
}
