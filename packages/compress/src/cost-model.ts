import type { CellPass, Pass } from './schedule.js'

/** Predicted work of each kind, in multiply-adds of an elimination. */
export interface Work {
  readonly covering: number
  readonly reducing: number
  readonly thinning: number
}

/** Per row and halving of a k-d covering that looks at all rows. */
const HALVING = 12

/** Per row and level of the tree, where rows are sent down one that was grown on a sample; and per row. */
const DESCENT = 2
const SENDING = 40

/** Per row and coordinate of what follows a covering: bounds, masses, rows gathered. */
const GATHERING = 10

/** Per feature evaluated and summed. */
const EVALUATION = 3

/** Of one elimination of `2N` rows to `N`, over `N^3`. */
const ELIMINATION = 2

/** Predicted work of one pass over `size` points. */
export function passWork(size: number, dim: number, pass: Pass, featureCount: number): Work {
  return 'work' in pass
    ? { covering: 0, reducing: 0, thinning: pass.work }
    : {
        covering: coveringWork(size, dim, pass),
        reducing: reducingWork(size, pass, featureCount),
        thinning: 0,
      }
}

export function totalWork({ covering, reducing, thinning }: Work): number {
  return covering + reducing + thinning
}

/** Whether the rows are sent down a tree that was grown on a sample, and brought together. */
export function isSampled(size: number, { covering, cells }: CellPass): boolean {
  return covering.kind === 'kd' && covering.sample !== undefined && size > 4 * covering.sample * cells
}

function coveringWork(size: number, dim: number, pass: CellPass): number {
  const levels = Math.log2(pass.cells + 1)
  const splitting = isSampled(size, pass) ? SENDING + levels * DESCENT : (1 + levels) * HALVING
  return size * (splitting + dim * GATHERING)
}

function reducingWork(size: number, { cells, goal }: CellPass, featureCount: number): number {
  const perCell = size / cells
  const kept = Math.max(1, goal / cells)
  const ratio = perCell / kept
  const halvings = ratio <= 2 ? Math.max(0, ratio - 1) : Math.log2(ratio)
  return 2 * size * featureCount * EVALUATION + cells * halvings * ELIMINATION * featureCount ** 3
}

/** Predicted work of the certificate: the input's and the result's sums of all features. */
export function certifyingWork(inputSize: number, featureCount: number): number {
  return inputSize * featureCount * EVALUATION
}
