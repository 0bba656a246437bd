import { bounds, bucketCount, oneBucket, prepareBuckets, splitBuckets } from './buckets'
import { size } from './crowd'
import { integers, mark, rewind } from './memory'
import { prepareSplit } from './split'
import { powerOfTwoUpTo, strew } from './strew'

/** Points of cell `i` of the covering: `cellBounds[i] … cellBounds[i + 1] - 1`, as they now stand. */
export let cellBounds: usize = 0

/** Points per cell from which a tree is grown on a sample, and of the sample. */
const STREWN: i32 = 64
const SAMPLED: i32 = 32

/**
 * Covers the points at hand with about `wanted` cells, none of them empty: boxes of a k-d tree that is grown on a
 * sample, halved further where that has left them overfull (ties). Points are moved.
 *
 * @returns the number of cells
 */
export function cover(wanted: i32): i32 {
  const most = min(wanted, size)
  cellBounds = integers(2 * most + 1)
  const floor = mark()
  prepareSplit()
  prepareBuckets(2 * most)
  oneBucket(size)
  if (size >= STREWN * most) strew(size, powerOfTwoUpTo(most), SAMPLED)
  splitBuckets(most)
  memory.copy(cellBounds, bounds, (<usize>(bucketCount + 1)) << 2)
  rewind(floor)
  return bucketCount
}
