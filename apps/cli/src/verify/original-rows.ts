import { type WeightedSet, weightedSet } from '@polylog/core'
import { type MemoryBudget, mostRowsInMemory } from '../console/memory-budget.js'
import { type ColumnSummary, summarizeColumns } from '../statistics/column-summary.js'
import { survey } from '../streaming/survey.js'
import type { ReadOptions } from '../tables/checked-chunks.js'
import { readBlocks } from '../tables/read-blocks.js'
import { readPoints } from '../tables/read-points.js'
import type { Table } from '../tables/table.js'

/** The rows that a coreset is compared with: held in memory, or passing by. */
export interface OriginalRows {
  readonly rows: number
  readonly summaries: readonly ColumnSummary[]
  /** All rows, or some drawn at random. */
  readonly sample: WeightedSet
  readonly streamed: boolean
  /** Every call reads them anew. */
  blocks(): AsyncIterable<{ readonly set: WeightedSet }> | Iterable<{ readonly set: WeightedSet }>
}

/** Reads the rows into memory, or if they do not fit, takes a first look at them. */
export async function originalRows(
  table: Table,
  reading: ReadOptions,
  budget: MemoryBudget,
): Promise<OriginalRows> {
  const points = await readPoints(table, reading, mostRowsInMemory(budget, reading.coordinates.length))
  if (points) return heldRows(weightedSet(points.points, { dim: points.dim, weights: points.weights }))
  return { ...(await survey(table, reading)), streamed: true, blocks: () => readBlocks(table, reading) }
}

export function heldRows(set: WeightedSet): OriginalRows {
  return {
    rows: set.size,
    summaries: summarizeColumns(set),
    sample: set,
    streamed: false,
    blocks: () => [{ set }],
  }
}
