import { size } from './crowd'
import { block, evaluateAndAdd, featureCount } from './features'
import {
  clearLanes,
  clearSums,
  lanes,
  PLAIN_BLOCKS,
  prepareSums,
  scales,
  settledSum,
  settleLanes,
} from './sums'
import { set } from './vectors'

/**
 * Sums of all weighted features over the points at hand, then their sums of magnitudes, in compensated sums. The
 * host has written the frame.
 *
 * @param out receives `2 × featureCount` doubles
 */
export function scaledMoments(out: usize): void {
  prepareSums()
  clearSums()
  clearLanes()
  let plain = 0
  for (let start = 0; start < size; start += block) {
    evaluateAndAdd(start, min(block, size - start), lanes)
    if (++plain < PLAIN_BLOCKS && start + block < size) continue
    settleLanes()
    clearLanes()
    plain = 0
  }
  for (let j = 0; j < featureCount; j++) {
    set(out, j, settledSum(j))
    set(out, featureCount + j, load<f64>(scales + ((<usize>j) << 3)))
  }
}
