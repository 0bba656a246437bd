import { allRows, createRng, type FeatureMap, selectRows, type WeightedSet } from '@polylog/core'
import { balanceAim } from './balance-aim.js'
import type { ComposedBackend } from './compose-backends.js'
import { mergeEqualPoints } from './merge-equal-points.js'
import type { PassResult } from './pass-result.js'
import type { ProgressMeter } from './progress-meter.js'
import { runCellPass } from './run-cell-pass.js'
import { runThinPass } from './run-thin-pass.js'
import type { Pass } from './schedule.js'
import type { Settings } from './settings.js'

export interface PassesResult {
  readonly set: WeightedSet
  /** Rows of the set that the passes began with, ascending. */
  readonly indices: Uint32Array
  /** Passes that had work to do. */
  readonly passes: number
  /** Cells or neighbourhoods of the last of them, and the largest bound of their diameters. */
  readonly cells: number
  readonly maxCellDiameter: number
  /** Largest over all cells and neighbourhoods of all passes. */
  readonly residual: number
  /** Of free nodes: cells that keep rows after all. */
  readonly unmovedCells?: number
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
  const seeds = createRng(settings.seed)
  let set = input
  const aim = balanceAim(input, map, passes.at(-1)?.goal ?? 0, backend, settings.signal)
  let indices: Uint32Array | undefined
  let residual = 0
  let last: PassResult | undefined
  let done = 0
  for (const pass of passes) {
    if (set.size <= pass.goal) continue
    done++
    last =
      'covering' in pass
        ? await runCellPass(set, map, pass, seeds.integer(2 ** 31), settings, backend, meter)
        : await runThinPass(set, map, pass, aim, seeds.integer(2 ** 31), settings, backend, meter)
    residual = Math.max(residual, last.residual)
    set = selectRows(set, last.rows, last.weights)
    if (indices) {
      const before = indices
      indices = last.rows.map(row => before[row])
    } else {
      // Once is enough, and early: later passes then fill what the equal ones gave up.
      const merged = mergeEqualPoints({ set, indices: last.rows })
      set = merged.set
      indices = merged.indices
    }
  }
  return {
    set,
    indices: indices ?? allRows(set.size),
    passes: done,
    cells: last?.cells ?? 0,
    maxCellDiameter: last?.maxCellDiameter ?? 0,
    residual,
  }
}
