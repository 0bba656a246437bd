import { createRng, type Rng, type WeightedSet } from '@polylog/core'
import { type ColumnSummary, createSummaries } from '../statistics/column-summary.js'
import type { ReadOptions } from '../tables/checked-chunks.js'
import { type RowBlock, readBlocks } from '../tables/read-blocks.js'
import type { Table } from '../tables/table.js'

/** What a first pass over a table too large for memory tells of it. */
export interface Survey {
  /** Rows in the table, and those that are kept. */
  readonly tableRows: number
  readonly rows: number
  readonly summaries: readonly ColumnSummary[]
  /** Rows drawn at random, each as likely as any other. */
  readonly sample: WeightedSet
}

const SAMPLED_ROWS = 20_000

/** Seeds the draw of the sample: the same for every run over the same rows. */
const SAMPLE_SEED = 7

/** One pass, before anything else: it also finds whatever is wrong with the rows. */
export async function survey(table: Table, options: ReadOptions): Promise<Survey> {
  const dim = options.coordinates.length
  const summaries = createSummaries(dim)
  const sampler = createSampler(dim, createRng(SAMPLE_SEED))
  let tableRows = 0
  let rows = 0
  const counted = {
    ...options,
    onRows: (read: number) => {
      tableRows = read
      options.onRows?.(read)
    },
  }
  for await (const block of readBlocks(table, counted)) {
    summaries.add(block.set)
    sampler.add(block)
    rows = block.first + block.set.size
  }
  return { tableRows, rows, summaries: summaries.summaries(), sample: sampler.sample() }
}

/**
 * A reservoir: the first rows fill it, and each later one takes the place of another with the probability that makes
 * all equally likely (Li 1994, algorithm L: nearly all rows are passed over without a random number).
 */
function createSampler(dim: number, rng: Rng) {
  const points = new Float64Array(SAMPLED_ROWS * dim)
  const weights = new Float64Array(SAMPLED_ROWS)
  let filled = 0
  let spread = 1
  let next = 0

  const skip = () => {
    spread *= Math.exp(Math.log(1 - rng.uniform()) / SAMPLED_ROWS)
    next += Math.floor(Math.log(1 - rng.uniform()) / Math.log1p(-spread)) + 1
  }

  const place = ({ set }: RowBlock, row: number, at: number) => {
    points.set(set.points.subarray(row * dim, (row + 1) * dim), at * dim)
    weights[at] = set.weights[row]
  }

  return {
    add(block: RowBlock) {
      const end = block.first + block.set.size
      while (filled < SAMPLED_ROWS && next < end) {
        place(block, next - block.first, filled++)
        if (filled === SAMPLED_ROWS) skip()
        else next++
      }
      if (filled < SAMPLED_ROWS) return
      while (next < end) {
        place(block, next - block.first, rng.integer(SAMPLED_ROWS))
        skip()
      }
    },
    sample: (): WeightedSet => ({
      size: filled,
      dim,
      points: points.subarray(0, filled * dim),
      weights: weights.subarray(0, filled),
    }),
  }
}
