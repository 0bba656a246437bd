import { data, factoriseRows, masses, order, stride } from '../eliminate'
import { fillRows } from '../feature-rows'
import { featureCount } from '../features'
import { doubles, integers } from '../memory'
import { tableauFromMultipliers } from '../tableau'
import { copy, entry, fillZero, get, getInteger, set, setInteger, subtractMultiple } from '../vectors'
import { changeAt, defect, fillChanges, padded, width } from './balance'
import { gatherPoints, pointWeights } from './points'
import { bindKeptFeatures } from './programs'
import {
  candidate,
  chooseStep,
  forgetPivot,
  leaving,
  pivotColumn,
  pivotFactors,
  pivotRow,
  prepareSteps,
  steps,
} from './steps'

/** Features by point, as they were before the factorisation. */
let features: usize = 0
/** Numbers of the points: the basis, then the candidates. */
let ordered: usize = 0
let movedSums: usize = 0
let scales: usize = 0

/** Makes room for clusters of up to `rows` points; the eliminator has been prepared. */
export function prepareClusters(rows: i32, columns: i32): void {
  features = doubles(<i64>rows * stride)
  ordered = integers(rows)
  movedSums = doubles(stride)
  scales = doubles(stride)
  prepareSteps(rows, columns)
}

/** Largest `|Σ c φ_j - Σ c' φ_j| / Σ c |φ_j|` of the cluster that was last thinned. */
export let clusterResidual: f64 = 0

/**
 * Takes `loss` points out of a cluster, or as many as the rank of its features leaves, and moves their weights to the
 * others: all features' sums stay as they are, and the balance is brought up to date.
 *
 * One factorisation gives a null vector for each point outside a basis (see `../walk`); each can be followed two ways,
 * until a weight vanishes. Of all these steps the one is taken that leaves the balance best: a greedy balancing of
 * vectors, whose sum then stays as short as a few of them, instead of growing like a random walk.
 *
 * @param numbers of its points, all of positive weight
 * @returns how many points were taken out
 */
export function thinCluster(numbers: usize, size: i32, loss: i32): i32 {
  gatherPoints(numbers, size)
  bindKeptFeatures(size)
  const columns = featureCount
  fillRows(size)
  copy(features, data, size * stride)
  const rank = factoriseRows(size, columns)
  tableauFromMultipliers(data, stride, size, rank)
  for (let i = 0; i < size; i++) {
    const number = getInteger(numbers, getInteger(order, i))
    setInteger(ordered, i, number)
    set(masses, i, get(pointWeights, number))
  }
  // Entries are looked at two by two.
  if (rank & 1) for (let i = rank; i < size; i++) set(data, i * stride + rank, 0)
  fillChanges(ordered, size, rank, data, stride)

  const taken = min(loss, size - rank)
  forgetPivot(rank, size - rank)
  const tableau = entry(data, stride, rank, 0)
  const own = masses + ((<usize>rank) << 3)
  for (let left = size - rank; left > size - rank - taken; left--) {
    chooseStep(tableau, stride, rank, left, masses, own)
    take(tableau, rank, left - 1)
  }
  measure(numbers, size, columns)
  for (let i = 0; i < size; i++) set(pointWeights, getInteger(numbers, getInteger(order, i)), get(masses, i))
  return taken
}

/**
 * Moves the weights along the chosen null vector. If its candidate stays, it takes the place of who leaves, and there
 * is a pivot to be carried over to the others. The last candidate fills the place of the one that was used.
 */
function take(tableau: usize, rank: i32, last: i32): void {
  const source = entry(tableau, stride, candidate, 0)
  copy(pivotRow, source, rank)
  for (let j = 0; j < width; j++) {
    const change = load<f32>(changeAt(candidate, j))
    store<f32>(pivotColumn + ((<usize>j) << 2), change)
    set(defect, j, get(defect, j) + steps * <f64>change)
  }
  subtractMultiple(masses, pivotRow, steps, rank)
  for (let b = 0; b < rank; b++) set(masses, b, max(get(masses, b), 0))
  if (leaving >= 0) {
    set(masses, leaving, get(masses, rank + candidate) + steps)
    swapNames(leaving, rank + candidate)
  }
  set(masses, rank + candidate, 0)
  if (candidate < last) {
    copy(source, entry(tableau, stride, last, 0), rank)
    for (let j = 0; j < width; j++) store<f32>(changeAt(candidate, j), load<f32>(changeAt(last, j)))
    swapNames(rank + candidate, rank + last)
    set(masses, rank + candidate, get(masses, rank + last))
    set(masses, rank + last, 0)
  }
  fillZero(pivotFactors, padded(last))
  if (leaving < 0) return
  const scale = 1 / get(pivotRow, leaving)
  // The entry becomes the factor itself, without rounding: 0 - factor · (-1).
  set(pivotRow, leaving, -1)
  for (let c = 0; c < last; c++) {
    const at = entry(tableau, stride, c, leaving)
    set(pivotFactors, c, get(at, 0) * scale)
    set(at, 0, 0)
  }
}

function swapNames(i: i32, j: i32): void {
  const name = getInteger(order, i)
  setInteger(order, i, getInteger(order, j))
  setInteger(order, j, name)
}

function measure(numbers: usize, size: i32, columns: i32): void {
  fillZero(movedSums, stride)
  fillZero(scales, stride)
  for (let i = 0; i < size; i++) {
    const row = getInteger(order, i)
    const before = get(pointWeights, getInteger(numbers, row))
    addRow(entry(features, stride, row, 0), get(masses, i) - before, before)
  }
  clusterResidual = 0
  for (let j = 0; j < columns; j++) {
    const off = abs(get(movedSums, j))
    if (off > 0) clusterResidual = max(clusterResidual, off / get(scales, j))
  }
}

function addRow(row: usize, change: f64, before: f64): void {
  const changed = f64x2.splat(change)
  const weight = f64x2.splat(before)
  for (let at: usize = 0; at < (<usize>stride) << 3; at += 16) {
    const values = v128.load(row + at)
    v128.store(movedSums + at, f64x2.add(v128.load(movedSums + at), f64x2.mul(changed, values)))
    v128.store(scales + at, f64x2.add(v128.load(scales + at), f64x2.mul(weight, f64x2.abs(values))))
  }
}
