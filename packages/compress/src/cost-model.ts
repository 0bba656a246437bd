import type { CellPass, Pass } from './schedule.js'

/** Operations, in multiply-adds of the elimination, per row and level of a k-d covering. */
const COVER_STEP = 12

/** The same per feature evaluated and summed. */
const FEATURE_STEP = 3

/** Multiply-adds of one elimination of `2N` rows to `N`, over `N^3`. */
const ELIMINATION = 2

/** Predicted work of one pass over `size` points, in multiply-adds. */
export function passCost(size: number, pass: Pass, featureCount: number): number {
  return 'work' in pass ? pass.work : cellPassCost(size, pass, featureCount)
}

function cellPassCost(size: number, { cells, goal }: CellPass, featureCount: number): number {
  const perCell = size / cells
  const kept = Math.max(1, goal / cells)
  const rounds = Math.max(perCell / kept - 1, 0) <= 1 ? perCell / kept - 1 : Math.log2(perCell / kept)
  return (
    size * (1 + Math.log2(cells + 1)) * COVER_STEP +
    2 * size * featureCount * FEATURE_STEP +
    cells * Math.max(0, rounds) * ELIMINATION * featureCount ** 3
  )
}

/** Predicted work of the certificate: the input's and the result's sums of all features. */
export function certificateCost(inputSize: number, featureCount: number): number {
  return inputSize * featureCount * FEATURE_STEP
}

export function scheduleCost(inputSize: number, passes: readonly Pass[], featureCount: number): number {
  let left = inputSize
  let total = 0
  for (const pass of passes) {
    total += passCost(left, pass, featureCount)
    left = pass.goal
  }
  return total
}
