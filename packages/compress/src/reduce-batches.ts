import { allRows, type Cells, type FeatureMap, selectRows, type WeightedSet } from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'
import { sideBySide } from './side-by-side.js'

/** Rows that are gathered and handed to the backend at once, unless one cell holds more. */
const BATCH_ROWS = 1 << 16

/**
 * Reduces cells, many at a time, as many side by side as the backend can use.
 *
 * @param targets points that each cell may keep
 * @param onShare told of the share of rows that is done
 * @returns weights of all rows, 0 for those that are dropped, and the largest residual
 */
export async function reduceBatches(
  set: WeightedSet,
  cells: Cells,
  map: FeatureMap,
  targets: Uint32Array,
  backend: ComposedBackend,
  signal: AbortSignal | undefined,
  onShare: (share: number) => Promise<void>,
): Promise<{ readonly weights: Float64Array; readonly residual: number }> {
  const weights = new Float64Array(set.size)
  let residual = 0
  const lanes = await backend.concurrency('reduce')
  await sideBySide(batchesOf(cells), lanes, async ({ from, to }) => {
    const rows = cells.permutation.subarray(cells.offsets[from], cells.offsets[to])
    const batch = { set: gathered(set, cells, from, to), cells: batchOf(cells, from, to), map, signal }
    const reduction = await backend.run('reduce', {
      ...batch,
      targets: targets.subarray(from, to),
      proposal: await backend.propose(batch),
    })
    reduction.indices.forEach((local, i) => {
      weights[rows[local]] = reduction.weights[i]
    })
    residual = Math.max(residual, reduction.residual)
    await onShare(rows.length / set.size)
  })
  return { weights, residual }
}

/** Cells of so many rows together, or one of more. */
function batchesOf(cells: Cells): readonly { readonly from: number; readonly to: number }[] {
  const batches: { from: number; to: number }[] = []
  for (let from = 0; from < cells.count; ) {
    let to = from + 1
    while (to < cells.count && cells.offsets[to + 1] - cells.offsets[from] <= BATCH_ROWS) to++
    batches.push({ from, to })
    from = to
  }
  return batches
}

/** The rows of the cells `from … to - 1` together, in their order. */
function gathered(set: WeightedSet, cells: Cells, from: number, to: number): WeightedSet {
  const [start, end] = [cells.offsets[from], cells.offsets[to]]
  const rows = cells.permutation.subarray(start, end)
  if (!cells.gathered) return selectRows(set, rows)
  const { points, weights } = cells.gathered
  const { dim } = set
  return {
    size: rows.length,
    dim,
    points: points.subarray(start * dim, end * dim),
    weights: weights.subarray(start, end),
  }
}

/** Cells `from … to - 1`, their rows numbered in the order in which they are gathered. */
function batchOf(cells: Cells, from: number, to: number): Cells {
  const start = cells.offsets[from]
  return {
    count: to - from,
    offsets: cells.offsets.slice(from, to + 1).map(offset => offset - start),
    permutation: allRows(cells.offsets[to] - start),
    counts: cells.counts.subarray(from, to),
    masses: cells.masses.subarray(from, to),
    diameters: cells.diameters.subarray(from, to),
  }
}
