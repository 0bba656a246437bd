import { splitWidestAxis } from '@polylog/core'

/** Runs of neighbouring rows: bucket `i` is `rows[bounds[i]] … rows[bounds[i + 1] - 1]`. */
export interface Buckets {
  readonly bounds: Uint32Array
  count: number
}

/**
 * Splits every bucket, across its widest axis and again, until there are about `wanted` of them, of near-equal
 * counts; no bucket is left empty, and none is merged.
 *
 * @param from buckets to split
 * @param to receives the finer ones; room for `wanted + from.count` buckets
 * @param rows reordered within each bucket
 * @param keys scratch, one number per row
 */
export function splitBuckets(
  points: Float64Array,
  dim: number,
  rows: Uint32Array,
  from: Buckets,
  to: Buckets,
  wanted: number,
  keys: Float64Array,
): void {
  const total = from.bounds[from.count]
  to.count = 0
  to.bounds[0] = 0

  const split = (start: number, end: number, parts: number): void => {
    if (parts <= 1) {
      to.bounds[++to.count] = end
      return
    }
    const left = parts >> 1
    const middle = start + Math.round(((end - start) * left) / parts)
    splitWidestAxis(points, dim, rows, start, middle, end, keys)
    split(start, middle, left)
    split(middle, end, parts - left)
  }

  let granted = 0
  for (let i = 0; i < from.count; i++) {
    const start = from.bounds[i]
    const end = from.bounds[i + 1]
    const due = Math.round((end * wanted) / total)
    const parts = Math.min(Math.max(1, due - granted), end - start)
    granted = due
    split(start, end, parts)
  }
}

/** Moves the rows of weight zero behind the last bucket, and drops the buckets that are left empty. */
export function dropDeadRows(rows: Uint32Array, buckets: Buckets, weights: Float64Array): void {
  const { bounds } = buckets
  let kept = 0
  let count = 0
  let at = 0
  for (let i = 0; i < buckets.count; i++) {
    const first = kept
    for (const end = bounds[i + 1]; at < end; at++) {
      const row = rows[at]
      if (!(weights[row] > 0)) continue
      rows[at] = rows[kept]
      rows[kept++] = row
    }
    if (kept > first) bounds[++count] = kept
  }
  buckets.count = count
}
