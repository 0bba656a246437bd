import { doubles, integers } from './memory'
import { setInteger } from './vectors'

/**
 * The points of the cell at hand, axis by axis, so that neighbours in a bucket are neighbours in memory: all are
 * moved along when buckets are split. `PADDING` entries after the last are readable.
 */
export const PADDING: i32 = 32

export let size: i32 = 0
export let dim: i32 = 0
/** Coordinate `axis` of point `i` at `coordinates + axis * axisBytes + 8 i`. */
export let coordinates: usize = 0
export let axisBytes: usize = 0
export let weights: usize = 0
/** What number each point had when the host wrote it. */
export let names: usize = 0
/** Centres, then factors, of the frame that polynomials take as `[-1, 1]^dim`. */
export let frame: usize = 0

let firstCoordinate: usize = 0
let firstWeight: usize = 0
let firstName: usize = 0

/** Makes room for points, to be written by the host, of which all are at hand. */
export function prepareCrowd(points: i32, axes: i32): void {
  dim = axes
  axisBytes = (<usize>(points + PADDING)) << 3
  firstCoordinate = doubles(<i64>axes * (points + PADDING))
  firstWeight = doubles(points + PADDING)
  firstName = integers(points)
  frame = doubles(2 * dim)
  for (let i = 0; i < points; i++) setInteger(firstName, i, i)
  takeInHand(0, points)
}

/** The points `start … start + count - 1` of all, in the order in which they now stand, are the cell at hand. */
export function takeInHand(start: i32, count: i32): void {
  size = count
  coordinates = firstCoordinate + ((<usize>start) << 3)
  weights = firstWeight + ((<usize>start) << 3)
  names = firstName + ((<usize>start) << 2)
}

/** Another frame takes the place of the crowd's own. */
export function turnToFrame(at: usize): void {
  frame = at
}

export function axisAt(axis: i32): usize {
  return coordinates + <usize>axis * axisBytes
}
