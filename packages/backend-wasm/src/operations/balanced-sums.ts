import { type Balance, frameOfBox } from '@polylog/core'
import type { BalancedSums } from '../engine/thin-loaded.js'

/** A balance as tasks carry it. */
export function balancedSums({ map, first, factors, box, defect }: Balance): BalancedSums {
  const dim = box.length / 2
  const numbers = new Float64Array(2 * dim + 2 * factors.length)
  frameOfBox(box, dim, numbers)
  numbers.set(factors, 2 * dim)
  numbers.set(defect, 2 * dim + factors.length)
  return { map, first, numbers }
}
