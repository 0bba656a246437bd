import { type FreeNodes, type FreeNodesRequest, withoutPause } from '@polylog/core'
import { cellMembers } from '../cell-members.js'
import { type CellNodes, createCellFreer } from './free-cell.js'

/**
 * Replaces each cell by new points, fewer than its features, with the same sums of all of them: the `freeNodes` operation
 * of the contract. Generalised Gaussian cubature by node elimination (Xiao and Gimbutas 2010), from the points that a
 * reduction keeps.
 *
 * A pause is offered at every step.
 *
 * @throws OptionError for features whose derivatives are unknown
 */
export function* freeNodeSteps({ set, cells, map, targets }: FreeNodesRequest): Generator<void, FreeNodes> {
  const { points, weights, dim } = set
  const { permutation, offsets } = cells
  const largest = cells.counts.reduce((most, count) => Math.max(most, count), 0)
  const freeCell = createCellFreer(points, weights, dim, map, largest)
  const nodes: CellNodes[] = []
  for (let cell = 0; cell < cells.count; cell++) {
    const members = cellMembers(points, dim, weights, permutation, offsets[cell], offsets[cell + 1])
    nodes.push(yield* freeCell(members, Math.max(1, targets[cell])))
  }
  return joined(nodes, dim)
}

/** The same without a pause. */
export function freeNodes(request: FreeNodesRequest): FreeNodes {
  return withoutPause(freeNodeSteps(request))
}

function joined(nodes: readonly CellNodes[], dim: number): FreeNodes {
  const offsets = new Uint32Array(nodes.length + 1)
  nodes.forEach(({ weights }, cell) => {
    offsets[cell + 1] = offsets[cell] + weights.length
  })
  const points = new Float64Array(offsets[nodes.length] * dim)
  const weights = new Float64Array(offsets[nodes.length])
  nodes.forEach((found, cell) => {
    points.set(found.points, offsets[cell] * dim)
    weights.set(found.weights, offsets[cell])
  })
  return {
    points,
    weights,
    offsets,
    residual: nodes.reduce((most, found) => Math.max(most, found.residual), 0),
    unmoved: nodes.filter(({ isUnmoved }) => isUnmoved).length,
  }
}
