import { size, weights } from './crowd'
import { solveChange } from './eliminate'
import { fillRows } from './feature-rows'
import { block, evaluateAndAdd, featureCount } from './features'
import { doubles } from './memory'
import { clearLanes, clearSums, lanes, scales, settledSum, settleLanes } from './sums'
import { copy, get, set } from './vectors'

/** Residuals up to here are a few dozen roundings; above, another solve pays. */
const GOOD_ENOUGH: f64 = 1e-14

const MOST_CORRECTIONS: i32 = 2

let exactSums: usize = 0
let exactScales: usize = 0
let defect: usize = 0
let change: usize = 0
let before: usize = 0

export function prepareFinish(): void {
  exactSums = doubles(featureCount)
  exactScales = doubles(featureCount)
  defect = doubles(featureCount)
  change = doubles(min(size, featureCount))
  before = doubles(min(size, featureCount))
}

/**
 * Measures what the reduction has lost to rounding, and, where that is more than a few roundings, solves for a
 * correction of the weights on the final support (iterative refinement). A correction is accepted only if the
 * residual improves and every weight stays positive.
 *
 * @param count points of the support, which come first
 * @returns the residual that remains
 */
export function finishWeights(count: i32): f64 {
  for (let j = 0; j < featureCount; j++) set(exactSums, j, settledSum(j))
  copy(exactScales, scales, featureCount)
  let residual = residualOf(count)
  if (count > featureCount) return residual
  for (let i = 0; i < MOST_CORRECTIONS && residual > GOOD_ENOUGH; i++) {
    for (let j = 0; j < featureCount; j++) set(defect, j, get(exactSums, j) - settledSum(j))
    fillRows(count)
    solveChange(count, featureCount, defect, change)
    copy(before, weights, count)
    const after = correctWeights(count) ? residualOf(count) : Infinity
    if (after < residual) {
      residual = after
    } else {
      copy(weights, before, count)
      break
    }
  }
  return residual
}

/** Whether every weight stays positive. */
function correctWeights(count: i32): bool {
  for (let i = 0; i < count; i++) {
    const weight = get(weights, i) + get(change, i)
    if (!(weight > 0)) return false
    set(weights, i, weight)
  }
  return true
}

function residualOf(count: i32): f64 {
  clearSums()
  clearLanes()
  for (let start = 0; start < count; start += block) {
    evaluateAndAdd(start, min(block, count - start), lanes, false)
    settleLanes()
    clearLanes()
  }
  let largest = 0.0
  for (let j = 0; j < featureCount; j++) {
    const difference = abs(get(exactSums, j) - settledSum(j))
    if (difference === 0) continue
    const ratio = difference / get(exactScales, j)
    if (!(ratio <= largest)) largest = ratio
  }
  return largest
}
