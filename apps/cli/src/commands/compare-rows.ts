import { createRng, totalMass, type WeightedSet } from '@polylog/core'
import { type Covariance, createCovariance } from '../statistics/covariance.js'
import { drawRows, scaledToMass } from '../statistics/random-subset.js'
import { pickRows } from '../streaming/pick-rows.js'
import type { CompressedTable } from './compress-table.js'

/** What is found of a compression by looking at all rows once more. */
export interface RowComparison {
  /** The rows chosen: their numbers in the table, and they themselves in original units. */
  readonly rowNumbers: Float64Array
  readonly coreset: WeightedSet
  /** As many random rows, scaled to the same mass. */
  readonly random: WeightedSet
  /** Of all rows. */
  readonly covariance: Covariance
}

export async function compareRows(compressed: CompressedTable, seed: number): Promise<RowComparison> {
  const { rows, positions, weights, summaries } = compressed
  const dim = summaries.length
  const chosen = pickRows(positions, dim)
  const random = pickRows(drawRows(rows, positions.length, createRng(seed)), dim)
  const covariance = createCovariance(summaries)
  let mass = 0
  for await (const block of compressed.blocks()) {
    chosen.add(block)
    random.add(block)
    covariance.add(block.set)
    mass += totalMass(block.set)
  }
  const { set, rowNumbers } = chosen.picked()
  return {
    rowNumbers,
    coreset: { ...set, weights },
    random: scaledToMass(random.picked().set, mass),
    covariance: covariance.result(),
  }
}
