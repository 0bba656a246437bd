import type { Cells } from './cells.js'
import { allRows } from './rows.js'
import { totalMass } from './sums.js'
import type { WeightedSet } from './weighted-set.js'

/** The whole set as a single cell, for sums over all of it; nobody measures its diameter, whose bound is `Infinity`. */
export function oneCell(set: WeightedSet): Cells {
  return {
    count: 1,
    offsets: Uint32Array.of(0, set.size),
    permutation: allRows(set.size),
    counts: Uint32Array.of(set.size),
    masses: Float64Array.of(totalMass(set)),
    diameters: Float64Array.of(Infinity),
  }
}
