import {
  allRows,
  type Cells,
  createRng,
  type FeatureMap,
  featureCount,
  selectRows,
  takeRows,
  type WeightedSet,
  weightyRows,
} from '@polylog/core'
import type { ComposedBackend } from './compose-backends.js'
import { passCost } from './cost-model.js'
import { mergeEqualPoints } from './merge-equal-points.js'
import type { ProgressMeter } from './progress-meter.js'
import type { Pass } from './schedule.js'
import type { Settings } from './settings.js'
import { sideBySide } from './side-by-side.js'

/** Rows that are gathered and handed to the backend at once, unless one cell holds more. */
const BATCH_ROWS = 1 << 16

export interface PassesResult {
  readonly set: WeightedSet
  /** Rows of the set that the passes began with, ascending. */
  readonly indices: Uint32Array
  /** Passes that had work to do. */
  readonly passes: number
  /** Cells of the last of them, and the largest bound of their diameters. */
  readonly cells: number
  readonly maxCellDiameter: number
  /** Largest over all cells of all passes. */
  readonly residual: number
}

/** `points -> cells -> reduction`, again and again, with a fresh covering each time. */
export async function runPasses(
  input: WeightedSet,
  map: FeatureMap,
  passes: readonly Pass[],
  settings: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<PassesResult> {
  const count = featureCount(map, input.dim)
  const seeds = createRng(settings.seed)
  const exponent = (map.kind === 'polynomial' ? map.order : 1) + 1
  let set = input
  let indices: Uint32Array | undefined
  let residual = 0
  let cells: Cells | undefined
  let done = 0
  for (const pass of passes) {
    if (set.size <= pass.goal) continue
    done++
    const work = passCost(set.size, pass, count)
    cells = await backend.run('cover', {
      set,
      covering: pass.covering,
      count: pass.cells,
      seed: seeds.integer(2 ** 31),
      assign: request => backend.run('assign', request),
      signal: settings.signal,
    })
    await meter.done('covering', work / 4)
    const kept = await reducePass(
      set,
      cells,
      map,
      supportTargets(cells, count, exponent, pass.goal),
      backend,
      settings.signal,
      (share: number) => meter.done('reducing', (3 * work * share) / 4),
    )
    residual = Math.max(residual, kept.residual)
    set = selectRows(set, kept.rows, kept.weights)
    if (indices) {
      const before = indices
      indices = kept.rows.map(row => before[row])
    } else {
      // Once is enough, and early: later passes then fill what the equal ones gave up.
      const merged = mergeEqualPoints({ set, indices: kept.rows })
      set = merged.set
      indices = merged.indices
    }
  }
  return {
    set,
    indices: indices ?? allRows(set.size),
    passes: done,
    cells: cells?.count ?? 0,
    maxCellDiameter: cells ? cells.diameters.reduce((a, b) => Math.max(a, b), 0) : 0,
    residual,
  }
}

/**
 * How many points each cell may keep: those whose small-ball bound `mass · diameter^(k+1)` is least are brought
 * down to what their features need, until the goal is met; the others are left as they are.
 *
 * @param featureCount points that a cell needs
 * @param exponent `k + 1`
 */
export function supportTargets(
  cells: Cells,
  featureCount: number,
  exponent: number,
  goal: number,
): Uint32Array {
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
  if (!cells.points) return selectRows(set, rows)
  const { dim } = set
  const points = cells.points.subarray(start * dim, end * dim)
  return { size: rows.length, dim, points, weights: takeRows(set.weights, rows) }
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
