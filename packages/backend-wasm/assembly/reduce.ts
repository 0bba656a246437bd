import { bounds, bucketCount, dropDeadPoints, oneBucket, prepareBuckets, splitBuckets } from './buckets'
import { size, weights } from './crowd'
import { data, eliminate, kept, masses, prepareEliminator, stride } from './eliminate'
import { mergeEqualPoints } from './equal-points'
import { fillRows } from './feature-rows'
import { block, evaluate, evaluateAndAdd, featureCount, valueRow } from './features'
import { finishWeights, prepareFinish } from './finish'
import { keepMedoid } from './medoid'
import { prepareSplit, splitAt } from './split'
import { powerOfTwoUpTo, strew } from './strew'
import { clearLanes, clearSums, laneSum, lanes, PLAIN_BLOCKS, prepareSums, settleLanes } from './sums'
import { copy, fillZero, get, getInteger, scale, set } from './vectors'

/** Buckets per feature in a round: it keeps one bucket of so many. */
const FEWEST_BUCKETS: i32 = 2
const MOST_BUCKETS: i32 = 8

/** Of evaluating one feature at one point, in multiply-adds of the elimination. */
const EVALUATION: f64 = 2

/** Points per bucket from which buckets are evaluated apart. */
const ROOMY: i32 = 12

/** Points per bucket from which they are strewn over buckets rather than halved again and again, and of their sample. */
const STREWN: i32 = 16
const SAMPLED: i32 = 8

let firstRound: bool = true
let mostBuckets: i32 = 0
/** What is known before any round: the residual of a cell that needs none, or -1. */
let settled: f64 = -1

/**
 * Divide and conquer (Maalouf, Jubran and Feldman 2019; Tchernychova 2015) over a crossover of Carathéodory's
 * theorem: the points are put into `2N` or more buckets of neighbours, the buckets' barycentres in feature space
 * are reduced to at most `N`, the points of the others are dropped, and so on until every bucket is one point.
 *
 * `begin`, then `round` until it says 0, then `finish`. The cell is at hand, its frame set, all weights positive.
 *
 * @param target points that may stay
 * @param columns features of the map where no axis is without extent
 */
export function begin(target: i32, columns: i32): void {
  prepareSplit()
  prepareSums()
  settled = -1
  if (size <= target) {
    settled = 0
    return
  }
  if (featureCount === 1 && target <= 1) {
    keepMedoid()
    settled = 0
    return
  }
  // As many more as there may be before they are split: none of those is merged, however unevenly they are filled.
  mostBuckets = min(2 * size, 2 * bucketsFor(size, featureCount) + featureCount) + 1
  prepareEliminator(mostBuckets, featureCount)
  prepareBuckets(mostBuckets)
  prepareFinish()
  // Where more may stay than the features need, the surplus of points stays as it is.
  const working = size - max(0, target - columns)
  if (working < size) splitAt(0, size, working)
  oneBucket(working)
  clearSums()
  firstRound = true
}

/** One halving, or more, of the buckets; 1 while there is more to do. */
export function round(): i32 {
  if (settled >= 0) return 0
  const left = getInteger(bounds, bucketCount)
  const before = bucketCount
  const wanted = min(left, min(bucketsFor(left, featureCount), mostBuckets - 1 - before))
  if (firstRound && left >= STREWN * wanted) strew(left, powerOfTwoUpTo(wanted), SAMPLED)
  splitBuckets(max(wanted, bucketCount))
  const filled = bucketCount
  const single = filled === left
  if (single) fillPoints(filled)
  else if (left >= ROOMY * filled) fillRoomyBuckets()
  else fillBuckets()
  firstRound = false
  eliminate(filled, featureCount)
  scaleWeights()
  dropDeadPoints()
  return i32(!single && bucketCount < filled)
}

/** The residual `max |Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|`; leaves the new weights in the host's order at `names`. */
export function finish(): f64 {
  if (settled >= 0) return settled
  mergeEqualPoints(getInteger(bounds, bucketCount))
  dropDeadPoints()
  return finishWeights(getInteger(bounds, bucketCount))
}

/**
 * As many buckets as the elimination can take in the time that evaluating the points takes anyway: the more there
 * are, the fewer points are left to be evaluated again.
 */
function bucketsFor(points: i32, features: i32): i32 {
  const affordable = (EVALUATION * <f64>points) / (<f64>features * <f64>features)
  let perFeature = FEWEST_BUCKETS
  while (perFeature < MOST_BUCKETS && <f64>(perFeature * perFeature) <= affordable) perFeature *= 2
  return perFeature * features
}

/** One row of the eliminator per bucket, its mass and mean features, block by block within each bucket. */
function fillRoomyBuckets(): void {
  for (let i = 0; i < bucketCount; i++) {
    const row = data + ((<usize>(i * stride)) << 3)
    fillZero(row, featureCount)
    const end = getInteger(bounds, i + 1)
    let plain = 0
    clearLanes()
    for (let start = getInteger(bounds, i); start < end; start += block) {
      evaluateAndAdd(start, min(block, end - start), lanes, false)
      if (++plain < PLAIN_BLOCKS && start + block < end) continue
      for (let j = 0; j < featureCount; j++) set(row, j, get(row, j) + laneSum(j))
      if (firstRound) settleLanes()
      clearLanes()
      plain = 0
    }
    divideByMass(i, row)
  }
}

/** The same with blocks that reach over several small buckets. */
function fillBuckets(): void {
  fillZero(data, bucketCount * stride)
  const end = getInteger(bounds, bucketCount)
  let bucket = 0
  clearLanes()
  for (let start = 0; start < end; start += block) {
    const count = min(block, end - start)
    if (firstRound) {
      evaluateAndAdd(start, count, lanes, true)
      settleLanes()
      clearLanes()
    } else {
      evaluate(start, count, true)
    }
    for (let from = 0; from < count; ) {
      const to = min(count, getInteger(bounds, bucket + 1) - start)
      addValues(from, to, data + ((<usize>(bucket * stride)) << 3))
      if (start + to === getInteger(bounds, bucket + 1)) bucket++
      from = to
    }
  }
  for (let i = 0; i < bucketCount; i++) divideByMass(i, data + ((<usize>(i * stride)) << 3))
}

function addValues(from: i32, to: i32, row: usize): void {
  for (let j = 0; j < featureCount; j++) {
    const source = valueRow(j)
    let value = get(row, j)
    for (let p = from; p < to; p++) value += get(source, p)
    set(row, j, value)
  }
}

function divideByMass(bucket: i32, row: usize): void {
  const mass = get(row, 0)
  set(masses, bucket, mass)
  scale(row, 1 / mass, featureCount)
}

/** Every bucket is one point: equal points have equal rows, to the bit, which the rank must see. */
function fillPoints(count: i32): void {
  if (firstRound) {
    clearLanes()
    for (let start = 0; start < count; start += block) {
      evaluateAndAdd(start, min(block, count - start), lanes, false)
      settleLanes()
      clearLanes()
    }
  }
  copy(masses, weights, count)
  fillRows(count)
}

/** The members of a bucket share its fate: all weights change by the factor by which its mass did. */
function scaleWeights(): void {
  for (let i = 0; i < bucketCount; i++) {
    const start = getInteger(bounds, i)
    const end = getInteger(bounds, i + 1)
    if (end - start === 1) set(weights, start, get(kept, i))
    else scale(weights + ((<usize>start) << 3), get(kept, i) / get(masses, i), end - start)
  }
}
