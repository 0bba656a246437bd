/**
 * What the host calls. It first hands over a feature map (`prepareProgram` and `prepareDirections`, then writes them), then points
 * (`preparePoints`, then writes coordinates axis by axis and weights), then reduces or thins them, or sums their features.
 */
import { prepareCrowd } from './crowd'
import { prepareFeatures } from './features'
import { doubles as allocateDoubles, integers, mark, rewind } from './memory'
import { startThinning } from './thinning/thin'

export { axisBytes, coordinates, names, weights } from './crowd'
export { frame } from './features'
export { scaledMoments } from './moments'
export { begin, finish, round } from './reduce'
export { thinnedNames, thinnedWeights } from './thinning/points'
export { maxDiameter, neighbourhoods, thinSome, worstResidual } from './thinning/thin'

const floor: usize = mark()

let program: usize = 0
let directions: usize = 0

/** Forgets everything before; returns where the program goes, of so many integers. */
export function prepareProgram(length: i32): usize {
  rewind(floor)
  program = integers(length)
  return program
}

/** Returns where the directions go, of so many doubles. */
export function prepareDirections(length: i32): usize {
  directions = allocateDoubles(length)
  return directions
}

/** Makes room for points; the program has been written. */
export function preparePoints(size: i32, dim: i32): void {
  prepareCrowd(size, dim)
  prepareFeatures(program, directions)
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
  startThinning(program, directions, target, exponent, sizes, balanced, first, numbers)
}

/** Room for so many doubles. */
export function doubles(count: i32): usize {
  return allocateDoubles(count)
}
