import {
  allRows,
  type Cells,
  type FeatureMap,
  featureCount,
  selectRows,
  takeRows,
  totalDegreeOf,
  type WeightedSet,
  weightyRows,
} from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'
import { passWork } from './cost-model.js'
import { coverSet } from './cover-set.js'
import type { PassResult } from './pass-result.js'
import type { ProgressMeter } from './progress-meter.js'
import type { CellPass } from './schedule.js'
import type { Settings } from './settings.js'
import { sideBySide } from './side-by-side.js'

/** Rows that are gathered and handed to the backend at once, unless one cell holds more. */
const BATCH_ROWS = 1 << 16

/** Covers the set, and reduces its cells. */
export async function runCellPass(
  set: WeightedSet,
  map: FeatureMap,
  pass: CellPass,
  seed: number,
  settings: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<PassResult> {
  const count = featureCount(map, set.dim)
  const exponent = (totalDegreeOf(map) ?? 1) + 1
  const work = passWork(set.size, set.dim, pass, count)
  const { covering } = pass
  const cells = await coverSet(set, { covering, count: pass.cells, seed }, settings, backend)
  await meter.done('covering', work.covering)
  const kept = await reducePass(
    set,
    cells,
    map,
    supportTargets(cells, count, exponent, pass.goal),
    backend,
    settings.signal,
    (share: number) => meter.done('reducing', work.reducing * share),
  )
  const maxCellDiameter = cells.diameters.reduce((a, b) => Math.max(a, b), 0)
  return { ...kept, cells: cells.count, maxCellDiameter }
}

/**
 * How many points each cell may keep: those whose small-ball bound `mass · diameter^(k+1)` is least are brought
 * down to what their features need, until the goal is met; the others are left as they are.
 *
 * @param featureCount points that a cell needs
 * @param exponent `k + 1`
 */
function supportTargets(cells: Cells, featureCount: number, exponent: number, goal: number): Uint32Array {
  const targets = cells.counts.slice()
  let surplus = cells.permutation.length - goal
  const bounds = cells.diameters.map((diameter, i) => cells.masses[i] * diameter ** exponent)
  const order = Uint32Array.from(targets, (_, i) => i).sort((a, b) => bounds[a] - bounds[b] || a - b)
  for (const i of order) {
    if (surplus <= 0) break
    const dropped = Math.min(surplus, Math.max(0, cells.counts[i] - featureCount))
    targets[i] -= dropped
    surplus -= dropped
  }
  return targets
}

async function reducePass(
  set: WeightedSet,
  cells: Cells,
  map: FeatureMap,
  targets: Uint32Array,
  backend: ComposedBackend,
  signal: AbortSignal | undefined,
  onShare: (share: number) => Promise<void>,
) {
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
  const rows = weightyRows(weights)
  return { rows, weights: takeRows(weights, rows), residual }
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
