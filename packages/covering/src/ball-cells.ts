import { type Cells, createRng, OptionError, selectRank, type WeightedSet } from '@polylog/core'
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
  const largest = boxes.counts.reduce((most, rows) => Math.max(most, rows), 0)
  const scratch = { squares: new Float64Array(largest), keys: new Float64Array(largest) }
  const balls: Uint32Array[] = []
  const corners: Uint32Array[] = []
  for (let box = 0; box < boxes.count; box++) {
    const rows = boxes.permutation.subarray(boxes.offsets[box], boxes.offsets[box + 1])
    const size = count === 1 ? rows.length : Math.max(1, Math.round(share * rows.length))
    if (size < rows.length) {
      const { ball, corner } = partBall(points, dim, rows, size, scratch)
      balls.push(ball)
      corners.push(corner)
    } else balls.push(rows)
  }
  return cellsOf(set, [...balls, ...corners])
}

interface Scratch {
  readonly squares: Float64Array
  readonly keys: Float64Array
}

/** The `size` rows nearest to the mean of all, and the others; of equally near ones the first. Both keep their order. */
function partBall(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  size: number,
  { squares, keys }: Scratch,
): { readonly ball: Uint32Array; readonly corner: Uint32Array } {
  const mean = new Float64Array(dim)
  for (const row of rows) {
    for (let axis = 0; axis < dim; axis++) mean[axis] += points[row * dim + axis] / rows.length
  }
  for (let i = 0; i < rows.length; i++) {
    let square = 0
    for (let axis = 0; axis < dim; axis++) square += (points[rows[i] * dim + axis] - mean[axis]) ** 2
    squares[i] = square
    keys[i] = square
  }
  const threshold = selectRank(keys, rows.length, size)
  let ties = size
  for (let i = 0; i < rows.length; i++) if (squares[i] < threshold) ties--
  const ball = new Uint32Array(size)
  const corner = new Uint32Array(rows.length - size)
  let inBall = 0
  for (let i = 0; i < rows.length; i++) {
    if (squares[i] < threshold || (squares[i] === threshold && ties-- > 0)) ball[inBall++] = rows[i]
    else corner[i - inBall] = rows[i]
  }
  return { ball, corner }
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
