import { doubles, integers } from './memory'

/**
 * The points of the cell at hand, axis by axis, so that neighbours in a bucket are neighbours in memory: all are
 * moved along when buckets are split. `padding` entries after the last are readable.
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

/** Makes room for points, to be written by the host. */
export function prepareCrowd(points: i32, axes: i32): void {
  size = points
  dim = axes
  axisBytes = (<usize>(points + PADDING)) << 3
  coordinates = doubles(<i64>axes * (points + PADDING))
  weights = doubles(points + PADDING)
}

export function nameCrowd(): void {
  names = integers(size)
  for (let i = 0; i < size; i++) store<i32>(names + ((<usize>i) << 2), i)
}

export function axisAt(axis: i32): usize {
  return coordinates + <usize>axis * axisBytes
}
