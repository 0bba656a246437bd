import { dim } from '../crowd'
import { block, evaluate, tableRows, turnToFeatures, valueRow } from '../features'
import { doubles } from '../memory'
import { subtractProduct } from '../product'
import { entry, fillZero, get, getInteger, set } from '../vectors'
import { gatherPoints } from './points'

/** Points of a block of features, at most. */
const BLOCK: i32 = 32

/**
 * What a thinning keeps an eye on beyond the features that it keeps: how far the weighed sums of the features
 * `first …` of a program, over the whole set, are off so far.
 */
export let width: i32 = 0
/** By how much each of them is too large. */
export let defect: usize = 0
/** Candidates side by side in a panel of changes. */
export const PANEL: i32 = 8
/**
 * By how much the null vector of each candidate changes them, in single precision, as steps are only chosen by it:
 * panels of candidates, `width` rows of `PANEL` in each.
 */
export let changes: usize = 0
/** The same in double precision as products make it, unweighed: `width` rows, one column per candidate. */
let exact: usize = 0
let exactStride: i32 = 0

let first: i32 = 0
let factors: usize = 0
let program: usize = 0
let tableAt: usize = 0
let valuesAt: usize = 0
let frameAt: usize = 0
let combinations: usize = 0

/**
 * @param numbers centres and factors of the frame, then `width` factors, then as many defects; kept
 * @param size points of a neighbourhood, at most
 */
export function prepareBalance(at: usize, firstFeature: i32, numbers: usize, size: i32): void {
  width = 0
  if (at === 0) return
  program = at
  first = firstFeature
  width = getInteger(program, 0) - first
  frameAt = numbers
  factors = numbers + ((<usize>(2 * dim)) << 3)
  defect = factors + ((<usize>width) << 3)
  tableAt = doubles(<i64>tableRows(program) * BLOCK)
  valuesAt = doubles(<i64>getInteger(program, 0) * BLOCK)
  const most = padded(size)
  exact = doubles(<i64>width * most)
  changes = doubles((<i64>width * most) / 2)
  combinations = doubles(<i64>BLOCK * most)
}

/** A whole number of panels. */
export function padded(count: i32): i32 {
  return (count + PANEL - 1) & ~(PANEL - 1)
}

/** Change `j` of a candidate. */
export function changeAt(candidate: i32, j: i32): usize {
  return (
    changes + ((<usize>((candidate & ~(PANEL - 1)) * width + j * PANEL + (candidate & (PANEL - 1)))) << 2)
  )
}

/**
 * Fills `changes`: features of the candidates less those of the points that they are combined from.
 *
 * @param numbers of the points: `rank` of the basis, then the candidates
 * @param tableau row `rank + c` says how candidate `c` is combined from the basis
 */
export function fillChanges(numbers: usize, size: i32, rank: i32, tableau: usize, stride: i32): void {
  if (width === 0) return
  exactStride = (size - rank + 3) & ~3
  gatherPoints(numbers, size)
  turnToFeatures(program, 0, tableAt, valuesAt, frameAt)
  fillZero(exact, width * exactStride)
  for (let start = 0; start < size; start += block) {
    const count = min(block, size - start)
    evaluate(start, count, false)
    const combined = max(0, min(count, rank - start))
    if (combined > 0) {
      fillCombinations(start, combined, size - rank, rank, tableau, stride)
      subtractProduct(
        exact,
        exactStride,
        valueRow(first),
        block,
        combinations,
        exactStride,
        width,
        exactStride,
        combined,
      )
    }
    if (combined < count) addOwn(start + combined - rank, combined, count)
  }
  weigh(size - rank)
}

/** The tableau's columns `start …`, transposed. */
function fillCombinations(
  start: i32,
  count: i32,
  candidates: i32,
  rank: i32,
  tableau: usize,
  stride: i32,
): void {
  for (let c = 0; c < candidates; c++) {
    const row = entry(tableau, stride, rank + c, start)
    for (let p = 0; p < count; p++) set(combinations, p * exactStride + c, get(row, p))
  }
  for (let c = candidates; c < exactStride; c++) {
    for (let p = 0; p < count; p++) set(combinations, p * exactStride + c, 0)
  }
}

/** Points `from … to - 1` of the block are the candidates `candidate …`. */
function addOwn(candidate: i32, from: i32, to: i32): void {
  for (let j = 0; j < width; j++) {
    const row = entry(exact, exactStride, j, candidate)
    const source = valueRow(first + j)
    for (let p = from; p < to; p++) set(row, p - from, get(row, p - from) + get(source, p))
  }
}

function weigh(candidates: i32): void {
  for (let j = 0; j < width; j++) {
    const factor = get(factors, j)
    const row = entry(exact, exactStride, j, 0)
    for (let c = 0; c < candidates; c++) store<f32>(changeAt(c, j), <f32>(factor * get(row, c)))
    for (let c = candidates; c < padded(candidates); c++) store<f32>(changeAt(c, j), 0)
  }
}
