import { size } from '../crowd'
import { prepareEliminator } from '../eliminate'
import { featureCount } from '../features'
import { prepareProduct } from '../product'
import { get, getInteger } from '../vectors'
import { padded, prepareBalance } from './balance'
import { clusterResidual, prepareClusters, thinCluster } from './cluster'
import { found } from './found'
import { logarithm } from './logarithm'
import { nearest, prepareNeighbours } from './neighbours'
import { pointCount, pointWeights, takeCrowd } from './points'
import { prepareKeptFeatures } from './programs'
import { leastBound, popPoint, prepareQueue, pushPoint, queueLength } from './queue'
import { pointsLeft, removePoint, sortIntoLeaves } from './tree'

/** Bounds within so much of the least, in logarithm, are as good: not every queued one is measured anew. */
const NEARLY_LEAST: f64 = 0.1

/** Points that are looked at, at most, before the host is heard. */
const LOOKS: i32 = 64

/** Neighbourhoods that have lost points. */
export let neighbourhoods: i32 = 0
/** Upper bound of their diameters. */
export let maxDiameter: f64 = 0
/** Largest residual over them. */
export let worstResidual: f64 = 0

let goal: i32 = 0
let halfExponent: f64 = 0
/** Two integers for every number of points left from `goal + 1` on: size and loss of the next neighbourhood. */
let sizes: usize = 0
let looked: i32 = 0

/**
 * Makes ready to bring the points of the crowd down to `target` of them by removing few points at a time from the
 * crowded neighbourhoods, all features of each neighbourhood kept. The neighbourhood of least
 * `mass · radius^(k+1)` comes first: the reference is `thinSteps` of `@polylog/moments`.
 *
 * @param program of the features that are kept, with its parameters
 * @param exponent `k + 1`
 * @param sizesAt integers, as `clusterSize` gives them, for `target + 1 … size` points; the last are the largest
 * @param balanced program of the features that are balanced from `first` on; 0 where there are none
 * @param numbers frame, factors and defects of these
 */
export function startThinning(
  program: usize,
  parameters: usize,
  target: i32,
  exponent: f64,
  sizesAt: usize,
  balanced: usize,
  first: i32,
  numbers: usize,
): void {
  goal = target
  halfExponent = exponent / 2
  sizes = sizesAt
  neighbourhoods = 0
  maxDiameter = 0
  worstResidual = 0
  looked = 0
  const columns = featureCount
  const largest = wantedSize(size)
  sortIntoLeaves()
  prepareKeptFeatures(program, parameters)
  takeCrowd(largest)
  prepareEliminator(largest, columns)
  prepareBalance(balanced, first, numbers, largest)
  prepareProduct(max(columns, 32), max(columns, padded(largest)))
  prepareClusters(largest, columns)
  prepareNeighbours(largest)
  prepareQueue(pointCount)
}

/** Looks at some points, or thins one neighbourhood; 1 while there is more to do. */
export function thinSome(): i32 {
  if (looked < pointCount) {
    const end = min(pointCount, looked + LOOKS)
    for (; looked < end; looked++) pushPoint(looked, look(looked))
    return 1
  }
  for (let looks = 0; looks < LOOKS; looks++) {
    if (pointsLeft() <= goal || queueLength() === 0) return 0
    const centre = popPoint()
    if (get(pointWeights, centre) === 0) continue
    const bound = look(centre)
    if (bound <= leastBound() + NEARLY_LEAST) return thinAround(centre, bound)
    pushPoint(centre, bound)
  }
  return 1
}

let squaredRadius: f64 = 0

/** Finds the neighbourhood of a point; returns its bound, in logarithm, since powers of small radii would all be 0. */
function look(number: i32): f64 {
  const count = wantedSize(pointsLeft())
  squaredRadius = nearest(number, count)
  let mass = 0.0
  for (let i = 0; i < count; i++) mass += get(pointWeights, getInteger(found, i))
  return logarithm(mass) + halfExponent * logarithm(squaredRadius)
}

function thinAround(centre: i32, bound: f64): i32 {
  const count = wantedSize(pointsLeft())
  // Only a set that is one neighbourhood has no more points than its features need.
  if (thinCluster(found, count, wantedLoss(pointsLeft())) === 0) return 0
  neighbourhoods++
  maxDiameter = max(maxDiameter, 2 * sqrt(squaredRadius))
  worstResidual = max(worstResidual, clusterResidual)
  for (let i = 0; i < count; i++) {
    const number = getInteger(found, i)
    if (get(pointWeights, number) === 0) removePoint(number)
  }
  if (get(pointWeights, centre) > 0) pushPoint(centre, bound)
  return i32(pointsLeft() > goal)
}

function wantedSize(left: i32): i32 {
  return getInteger(sizes, 2 * (left - goal - 1))
}

function wantedLoss(left: i32): i32 {
  return getInteger(sizes, 2 * (left - goal - 1) + 1)
}
