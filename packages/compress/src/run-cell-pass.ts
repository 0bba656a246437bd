import {
  type Cells,
  type FeatureMap,
  featureCount,
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
import { reduceBatches } from './reduce-batches.js'
import type { CellPass } from './schedule.js'
import type { Settings } from './settings.js'

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
  const targets = supportTargets(cells, count, exponent, pass.goal)
  const { weights, residual } = await reduceBatches(
    set,
    cells,
    map,
    targets,
    backend,
    settings.signal,
    share => meter.done('reducing', work.reducing * share),
  )
  const maxCellDiameter = cells.diameters.reduce((a, b) => Math.max(a, b), 0)
  const rows = weightyRows(weights)
  return { rows, weights: takeRows(weights, rows), residual, cells: cells.count, maxCellDiameter }
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
