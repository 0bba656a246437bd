import { data, stride } from './eliminate'
import { block, evaluate, featureCount, valueRow } from './features'
import { get, set } from './vectors'

/** The plain features of the first `count` points, one row each. */
export function fillRows(count: i32): void {
  for (let start = 0; start < count; start += block) {
    const inBlock = min(block, count - start)
    evaluate(start, inBlock, false)
    for (let p = 0; p < inBlock; p++) {
      const row = data + ((<usize>((start + p) * stride)) << 3)
      for (let j = 0; j < featureCount; j++) set(row, j, get(valueRow(j), p))
    }
  }
}
