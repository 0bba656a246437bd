/**
 * What the host calls. It first hands over points (`preparePoints`, then writes coordinates axis by axis and weights),
 * then, as often as it likes, a feature map (`prepareProgram` and `prepareParameters`, writes both, and `compile`), for
 * which it sums the features of the points at hand, or reduces or thins them. All points are at hand until a covering is
 * asked for and a cell of it taken in hand.
 */

import { cover as coverPoints } from './cover'
import { frame, prepareCrowd, size, takeInHand } from './crowd'
import { prepareFeatures } from './features'
import { doubles as allocateDoubles, integers, mark, rewind } from './memory'
import { frameOfAll } from './split'
import { startThinning } from './thinning/thin'

export { cellBounds } from './cover'
export { axisBytes, coordinates, frame, names, weights } from './crowd'
export { addSums, beginSums, writeSums } from './moments'
export { begin, finish, round } from './reduce'
export { thinnedNames, thinnedWeights } from './thinning/points'
export { maxDiameter, neighbourhoods, thinSome, worstResidual } from './thinning/thin'

const floor: usize = mark()

/** Above the points. */
let aboveFloor: usize = 0
let program: usize = 0
let parameters: usize = 0

/** Forgets everything before, and makes room for points. */
export function preparePoints(count: i32, dim: i32): void {
  rewind(floor)
  prepareCrowd(count, dim)
  aboveFloor = mark()
}

/** Covers all points with about so many cells, and returns how many: their bounds are at `cellBounds`. */
export function cover(wanted: i32): i32 {
  rewind(aboveFloor)
  const count = coverPoints(wanted)
  aboveFloor = mark()
  return count
}

/** Takes points in hand, and sets the frame to their box. */
export function takeCell(start: i32, count: i32): void {
  takeInHand(start, count)
  frameOfAll(frame, size)
}

/** Forgets the program before; returns where the next one goes, of so many integers. */
export function prepareProgram(length: i32): usize {
  rewind(aboveFloor)
  program = integers(length)
  return program
}

/** Returns where the parameters go, of so many doubles. */
export function prepareParameters(length: i32): usize {
  parameters = allocateDoubles(length)
  return parameters
}

/** The program has been written. */
export function compile(): void {
  prepareFeatures(program, parameters)
}

/** `startThinning` with the feature map that has been handed over. */
export function beginThinning(
  target: i32,
  exponent: f64,
  sizes: usize,
  balanced: usize,
  first: i32,
  numbers: usize,
): void {
  startThinning(program, parameters, target, exponent, sizes, balanced, first, numbers)
}

/** Room for so many doubles. */
export function doubles(count: i32): usize {
  return allocateDoubles(count)
}
