import { type Cells, createRng, OptionError, type WeightedSet } from '@polylog/core'
import { cellsFrom } from './cells-from.js'
import { checkCount } from './check-count.js'
import { kdCells } from './kd-cells.js'
import { randomRotation, rotatePoints } from './random-rotation.js'

export interface BallCellsOptions {
  /** Cells at most: half of them balls, the others what is left around each. */
  readonly count: number
  /** Turns the boxes in which the balls lie. */
  readonly seed: number
  /** Fraction of each box's rows that make its ball; two thirds by default. */
  readonly share?: number
}

/** In a cube of dimension 3 the inscribed ball holds half of the volume, and a little more still is round. */
const SHARE = 2 / 3

/**
 * Round cells at the price of a k-d split: the points are turned at random and split into k-d boxes, and of every
 * box the rows nearest to their mean make a cell; the rest of the box makes another, which comes after all
 * balls. For coverings that leave most of the awkward corners alone, and come back with another seed.
 *
 * @throws OptionError if `count` is not a positive integer, or `share` no fraction
 */
export function ballCells(set: WeightedSet, { count, seed, share = SHARE }: BallCellsOptions): Cells {
  checkCount(count)
  if (!(share > 0 && share <= 1)) {
    throw new OptionError(
      `share is ${share}`,
      'Give the fraction of a box that makes its ball, above 0 and at most 1',
    )
  }
  const { points, dim, weights } = set
  const turned = rotatePoints(points, dim, randomRotation(dim, createRng(seed)))
  const boxes = kdCells({ size: set.size, dim, points: turned, weights }, { count: Math.max(1, count >> 1) })
  const balls: Uint32Array[] = []
  const corners: Uint32Array[] = []
  for (let box = 0; box < boxes.count; box++) {
    const rows = boxes.permutation.subarray(boxes.offsets[box], boxes.offsets[box + 1])
    const sorted = byDistanceFromMean(points, dim, rows)
    const size = count === 1 ? rows.length : Math.max(1, Math.round(share * rows.length))
    balls.push(sorted.subarray(0, size).sort())
    if (size < rows.length) corners.push(sorted.subarray(size).sort())
  }
  return cellsOf(set, [...balls, ...corners])
}

function byDistanceFromMean(points: Float64Array, dim: number, rows: Uint32Array): Uint32Array {
  const mean = new Float64Array(dim)
  for (const row of rows) {
    for (let axis = 0; axis < dim; axis++) mean[axis] += points[row * dim + axis] / rows.length
  }
  const distances = Float64Array.from(rows, row => {
    let square = 0
    for (let axis = 0; axis < dim; axis++) square += (points[row * dim + axis] - mean[axis]) ** 2
    return square
  })
  const order = Uint32Array.from(rows, (_, i) => i).sort((a, b) => distances[a] - distances[b] || a - b)
  return order.map(i => rows[i])
}

function cellsOf(set: WeightedSet, groups: readonly Uint32Array[]): Cells {
  const offsets = new Uint32Array(groups.length + 1)
  const permutation = new Uint32Array(set.size)
  groups.forEach((rows, i) => {
    permutation.set(rows, offsets[i])
    offsets[i + 1] = offsets[i] + rows.length
  })
  return cellsFrom(set, offsets, permutation)
}
