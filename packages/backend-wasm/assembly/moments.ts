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

/** Points after which the host is heard. */
const CHUNK: i32 = 32768

let summed: i32 = 0

/** Makes ready to sum all weighted features over the points at hand. The host has written the frame. */
export function beginSums(): void {
  prepareSums()
  clearSums()
  summed = 0
}

/** Adds some points, in compensated sums; 1 while there is more to do. */
export function addSums(): i32 {
  const end = min(size, summed + CHUNK)
  clearLanes()
  let plain = 0
  for (; summed < end; summed += block) {
    evaluateAndAdd(summed, min(block, end - summed), lanes, false)
    if (++plain < PLAIN_BLOCKS && summed + block < end) continue
    settleLanes()
    clearLanes()
    plain = 0
  }
  summed = end
  return i32(end < size)
}

/** Writes the sums, then the sums of magnitudes: `2 × featureCount` doubles. */
export function writeSums(out: usize): void {
  for (let j = 0; j < featureCount; j++) {
    set(out, j, settledSum(j))
    set(out, featureCount + j, load<f64>(scales + ((<usize>j) << 3)))
  }
}
