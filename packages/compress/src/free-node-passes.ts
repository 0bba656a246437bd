import {
  AccuracyError,
  differentiableLeaves,
  type FeatureMap,
  type FreeNodes,
  featureCount,
  fewestNodes,
  type WeightedSet,
} from '@polylog/core'
import { chebyshev } from '@polylog/moments'
import type { ComposedBackend } from './compose-backends.js'
import { coverSet } from './cover-set.js'
import type { OrderTrials } from './order-trials.js'
import { type KeptFeatures, type PlannedWork, plannedWork } from './planned-work.js'
import { createProgressMeter, type ProgressMeter } from './progress-meter.js'
import { type PassesResult, runPasses } from './run-passes.js'
import type { Settings } from './settings.js'

/** Points of a cell whose nodes are then freed, over its features: more would cost time, and gain nothing. */
const ROWS_PER_FEATURE = 4

/** Nodes that a cell is expected to need, over the fewest that there may be: hardly any data resists more. */
const EXPECTED = 1.1

/** Cells of another try, over those of the one before, at most. */
const FEWER_CELLS = 0.95

/**
 * Multiply-adds that freeing one cell takes, over `N^3 / dim`, for typical data: some hundred steps of `2 N^3`, of which
 * there are fewer where nodes have more coordinates to move along.
 */
const WORK_PER_CELL = 5000

/**
 * Cells as many as `size` free nodes allow for. All points are first brought down, by a pass of kept ones, to a few times
 * the features of those cells; the moments of every cell then go to new points. Where some cells could not be brought
 * down to their share, all is done again with fewer of them.
 *
 * @throws AccuracyError if even one cell needs more than `size` nodes
 */
export async function freeNodePasses(
  input: WeightedSet,
  map: FeatureMap,
  size: number,
  settings: Settings,
  backend: ComposedBackend,
  meter: ProgressMeter,
): Promise<PassesResult> {
  const { dim } = input
  const { seed, signal, covering = { kind: 'kd' } as const } = settings
  const { passes } = freeNodeWork(input.size, size, dim, { map }, settings)
  const kept = await runPasses(input, map, passes, settings, backend, meter)
  let fewest = Infinity
  let count = cellsFor(size, map, dim)
  for (;;) {
    const cells = await coverSet(kept.set, { covering, count, seed }, settings, backend)
    const targets = Uint32Array.from(
      { length: cells.count },
      (_, i) => Math.floor(((i + 1) * size) / cells.count) - Math.floor((i * size) / cells.count),
    )
    const nodes = await backend.run('freeNodes', { set: kept.set, cells, map, targets, signal })
    await meter.done('reducing', freeingWork(count, map, dim))
    const found = nodes.weights.length
    fewest = Math.min(fewest, found)
    if (found <= size) {
      return {
        set: setOf(nodes, dim),
        indices: new Uint32Array(0),
        passes: kept.passes + 1,
        cells: cells.count,
        maxCellDiameter: cells.diameters.reduce((a, b) => Math.max(a, b), 0),
        residual: Math.max(kept.residual, nodes.residual),
        unmovedCells: nodes.unmoved,
      }
    }
    if (count === 1) break
    count = Math.max(1, Math.floor(count * Math.min(FEWER_CELLS, size / found)))
  }
  throw new AccuracyError(
    `The moments could not be brought down to ${size} free nodes, only to ${fewest}`,
    `Give a size well above ${fewest}, or a lower order: how far it goes differs from size to size. Where coordinates are far larger than their spread, subtract their mean`,
  )
}

/** @throws OptionError for features without derivatives, whose nodes cannot move */
export function checkDifferentiable(features: FeatureMap): void {
  differentiableLeaves(features)
}

/** How an order of `'auto'` is tried. */
export const freeNodeTrials: OrderTrials = {
  needed: (order, dim) => expectedNodes(chebyshev(order), dim),
  work(inputSize, size, dim, order, settings) {
    const kept = { map: chebyshev(order), order }
    const { reducing, certifying } = freeNodeWork(inputSize, size, dim, kept, settings)
    return reducing + certifying
  },
  async run(sample, order, size, settings, backend) {
    const silent = createProgressMeter(settings.signal)
    try {
      return (await freeNodePasses(sample, chebyshev(order), size, settings, backend, silent)).set
    } catch (error) {
      if (error instanceof AccuracyError) return undefined
      throw error
    }
  },
}

/** The passes of kept points that come first, and all work: where freeing has to be tried again, there is more of it. */
export function freeNodeWork(
  inputSize: number,
  size: number,
  dim: number,
  kept: KeptFeatures,
  settings: Settings,
): PlannedWork {
  const cells = cellsFor(size, kept.map, dim)
  const goal = ROWS_PER_FEATURE * featureCount(kept.map, dim) * cells
  const first = plannedWork(inputSize, goal, dim, kept, { ...settings, quality: 'fast' })
  return { ...first, reducing: first.reducing + freeingWork(cells, kept.map, dim) }
}

function freeingWork(cells: number, map: FeatureMap, dim: number): number {
  return (cells * WORK_PER_CELL * featureCount(map, dim) ** 3) / dim
}

function cellsFor(size: number, map: FeatureMap, dim: number): number {
  return Math.max(1, Math.floor(size / expectedNodes(map, dim)))
}

function expectedNodes(map: FeatureMap, dim: number): number {
  const fewest = fewestNodes(map, dim)
  return fewest === 1 ? 1 : Math.ceil(EXPECTED * fewest)
}

function setOf({ points, weights }: FreeNodes, dim: number): WeightedSet {
  return { size: weights.length, dim, points, weights }
}
