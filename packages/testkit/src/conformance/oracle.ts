import { cpu } from '@polylog/backend-cpu'
import type { Backend, Cells, WeightedSet } from '@polylog/core'

/** The backend with which all others are compared, in double precision. */
export const oracle = (): Required<Omit<Backend, 'dispose'>> => cpu() as Required<Omit<Backend, 'dispose'>>

/** Balanced cells of a set. */
export async function kdCellsOf(set: WeightedSet, count: number): Promise<Cells> {
  return oracle().cover({ set, covering: { kind: 'kd' }, count: Math.min(count, set.size), seed: 1 })
}

/** The rows of one cell. */
export const rowsOf = ({ permutation, offsets }: Cells, cell: number): Uint32Array =>
  permutation.subarray(offsets[cell], offsets[cell + 1])
